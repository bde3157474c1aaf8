package io.mmdino.dicom.codec;

import java.util.Arrays;

/**
 * Decodes the rows of a JPEG-LS scan, or of an interval between restarts: each number is predicted from its neighbours, in a context
 * that they determine, or belongs to a run of numbers that are equal but for the allowed error.
 *
 * <p>Source: ISO/IEC 14495-1 annex A; its names are A, B, C, N and Nn for the statistics of a context.
 */
final class JpegLsScan {

    private static final int CONTEXTS = 365;
    /** Contexts of the number that ends a run: its neighbours differ, or are equal. */
    private static final int RUN_CONTEXTS = 2;

    private static final int MOST_CORRECTION = 127;
    private static final int LEAST_CORRECTION = -128;

    /** Logarithm of the length of a run that one bit stands for (J). */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private final JpegBytes in;
    private final JpegLsBits bits;
    private final JpegLsParameters p;
    private final int range;
    private final int errorBits;
    private final int limit;

    /** Sum of the sizes of errors (A). */
    private final int[] sizes = new int[CONTEXTS + RUN_CONTEXTS];
    /** Number of errors (N). */
    private final int[] counts = new int[CONTEXTS + RUN_CONTEXTS];
    /** Sum of errors (B). */
    private final int[] biases = new int[CONTEXTS];
    /** Correction of the prediction (C). */
    private final int[] corrections = new int[CONTEXTS];
    /** Number of negative errors at the ends of runs (Nn). */
    private final int[] negatives = new int[RUN_CONTEXTS];

    private int runIndex;
    /** The row above, with its left neighbour before it and its last number again after it. */
    private int[] above;

    private int[] row;

    JpegLsScan(JpegBytes in, JpegLsBits bits, JpegLsParameters parameters, int columns) {
        this.in = in;
        this.bits = bits;
        p = parameters;
        range = p.range();
        errorBits = p.errorBits();
        limit = p.limit();
        above = new int[columns + 2];
        row = new int[columns + 2];
        Arrays.fill(sizes, Math.max(2, (range + 32) / 64));
        Arrays.fill(counts, 1);
    }

    /** Decodes a row. Its numbers begin at element 1 of the array, which is overwritten by the next but one call. */
    int[] nextRow() throws FrameException {
        int[] held = above;
        above = row;
        row = held;
        int last = row.length - 2;
        above[last + 1] = above[last];
        row[0] = above[1];
        int x = 1;
        while (x <= last) {
            int context = context(above[x + 1] - above[x], above[x] - above[x - 1], above[x - 1] - row[x - 1]);
            if (context == 0) {
                x = run(x, last);
            } else {
                row[x] = regular(x, Math.abs(context), Integer.signum(context));
                x++;
            }
        }
        return row;
    }

    /** Number of the context of three gradients; negative where its signs are turned round, 0 for a run. */
    private int context(int first, int second, int third) {
        return 81 * level(first) + 9 * level(second) + level(third);
    }

    private int level(int gradient) {
        int size = Math.abs(gradient);
        if (size <= p.near()) {
            return 0;
        }
        int level = size < p.t1() ? 1 : size < p.t2() ? 2 : size < p.t3() ? 3 : 4;
        return gradient < 0 ? -level : level;
    }

    private int regular(int x, int q, int sign) throws FrameException {
        int predicted = limited(predicted(row[x - 1], above[x], above[x - 1]) + sign * corrections[q]);
        int k = remainderBits(counts[q], sizes[q]);
        int mapped = checked(bits.golomb(k, limit, errorBits));
        boolean turned = p.near() == 0 && k == 0 && 2 * biases[q] <= -counts[q];
        int error = (mapped & 1) == 0 ? mapped >> 1 : -(mapped + 1 >> 1);
        if (turned) {
            error = -error - 1;
        }
        update(q, error);
        return reconstructed(predicted, sign * error);
    }

    private static int predicted(int left, int up, int corner) {
        if (corner >= Math.max(left, up)) {
            return Math.min(left, up);
        }
        return corner <= Math.min(left, up) ? Math.max(left, up) : left + up - corner;
    }

    /** Bits of the remainder in the Golomb code (k). */
    private static int remainderBits(int count, long sum) {
        int k = 0;
        while ((long) count << k < sum) {
            k++;
        }
        return k;
    }

    /** An error as it is coded, at most the range; with larger ones the sums of a context could overflow. */
    private int checked(int mapped) throws FrameException {
        if (mapped > range) {
            throw in.corrupt("an error of " + mapped + " in a range of " + range);
        }
        return mapped;
    }

    private void update(int q, int error) {
        biases[q] += error * p.step();
        sizes[q] += Math.abs(error);
        if (counts[q] == p.reset()) {
            sizes[q] >>= 1;
            biases[q] >>= 1;
            counts[q] >>= 1;
        }
        counts[q]++;
        if (biases[q] <= -counts[q]) {
            biases[q] = Math.max(biases[q] + counts[q], 1 - counts[q]);
            corrections[q] = Math.max(corrections[q] - 1, LEAST_CORRECTION);
        } else if (biases[q] > 0) {
            biases[q] = Math.min(biases[q] - counts[q], 0);
            corrections[q] = Math.min(corrections[q] + 1, MOST_CORRECTION);
        }
    }

    /** Number that a prediction and an error give, modulo the range. */
    private int reconstructed(int predicted, int error) {
        int value = predicted + error * p.step();
        if (value < -p.near()) {
            value += range * p.step();
        } else if (value > p.most() + p.near()) {
            value -= range * p.step();
        }
        return limited(value);
    }

    private int limited(int value) {
        return Math.max(0, Math.min(p.most(), value));
    }

    /** Decodes a run from column {@code x} on and the number that ends it. Returns the column after them. */
    private int run(int x, int last) throws FrameException {
        int left = row[x - 1];
        int at = x;
        while (at <= last && bits.take(1) == 1) {
            int length = 1 << RUN_BITS[runIndex];
            int end = Math.min(at + length, last + 1);
            Arrays.fill(row, at, end, left);
            if (end - at == length && runIndex < RUN_BITS.length - 1) {
                runIndex++;
            }
            at = end;
        }
        if (at > last) {
            return at;
        }
        int length = bits.take(RUN_BITS[runIndex]);
        if (length > last - at) {
            throw in.corrupt("a run of " + length + " pixels where the row has " + (last - at));
        }
        Arrays.fill(row, at, at + length, left);
        at += length;
        row[at] = runEnd(left, above[at]);
        runIndex = Math.max(0, runIndex - 1);
        return at + 1;
    }

    private int runEnd(int left, int up) throws FrameException {
        int kind = Math.abs(left - up) <= p.near() ? 1 : 0;
        int q = CONTEXTS + kind;
        int k = remainderBits(counts[q], sizes[q] + (kind == 1 ? counts[q] >> 1 : 0L));
        int mapped = checked(bits.golomb(k, limit - RUN_BITS[runIndex] - 1, errorBits));
        int size = mapped + kind + 1 >> 1;
        boolean odd = (mapped + kind & 1) == 1;
        boolean negative = (k != 0 || 2 * negatives[kind] >= counts[q]) == odd;
        int error = negative ? -size : size;
        updateRunEnd(q, kind, mapped, error);
        return kind == 1 ? reconstructed(left, error) : reconstructed(up, left > up ? -error : error);
    }

    private void updateRunEnd(int q, int kind, int mapped, int error) {
        if (error < 0) {
            negatives[kind]++;
        }
        sizes[q] += mapped + 1 - kind >> 1;
        if (counts[q] == p.reset()) {
            sizes[q] >>= 1;
            counts[q] >>= 1;
            negatives[kind] >>= 1;
        }
        counts[q]++;
    }
}
