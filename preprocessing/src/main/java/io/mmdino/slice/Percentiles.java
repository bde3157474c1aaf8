package io.mmdino.slice;

import java.util.Arrays;

/**
 * Percentiles by linear interpolation between order statistics, as in numpy's default. The order statistics are found by
 * selection in linear time.
 *
 * <p>Source: Hyndman and Fan 1996, type 7; selection by Hoare 1961 with three-way partitions, since images hold many equal
 * voxels, and sorting when partitions shrink too slowly (Musser 1997).
 */
public final class Percentiles {

    private static final int SMALL = 32;

    private Percentiles() {}

    /**
     * Percentiles of finite values, in float64.
     *
     * @param values one or more values, not modified
     * @param percents percents from 0 to 100
     * @throws IllegalArgumentException when there are no values or a percent is out of range
     */
    public static double[] of(float[] values, double... percents) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to take percentiles of, wanted one or more");
        }
        float[] work = values.clone();
        double[] out = new double[percents.length];
        for (int i = 0; i < percents.length; i++) {
            if (!(percents[i] >= 0 && percents[i] <= 100)) {
                throw new IllegalArgumentException("percentile " + percents[i] + ", wanted 0 to 100");
            }
            out[i] = one(work, percents[i] / 100);
        }
        return out;
    }

    private static double one(float[] work, double share) {
        double place = (work.length - 1) * share;
        int rank = (int) place;
        double t = place - rank;
        double low = select(work, rank);
        if (t == 0) {
            return low;
        }
        // The values above the rank are unordered; their minimum is the next order statistic.
        double high = work[rank + 1];
        for (int i = rank + 2; i < work.length; i++) {
            high = Math.min(high, work[i]);
        }
        double apart = high - low;
        // numpy interpolates from the nearer end, for symmetry.
        return t < 0.5 ? low + apart * t : high - apart * (1 - t);
    }

    /** Moves the value of a rank to its index, with smaller values before and larger values after it, and returns it. */
    private static float select(float[] work, int rank) {
        int from = 0;
        int to = work.length;
        int rounds = 2 * (32 - Integer.numberOfLeadingZeros(work.length));
        while (to - from > SMALL && rounds-- > 0) {
            float pivot = middle(work[from], work[(from + to) >>> 1], work[to - 1]);
            int below = from;
            int above = to;
            for (int i = from; i < above; ) {
                float value = work[i];
                if (value < pivot) {
                    work[i++] = work[below];
                    work[below++] = value;
                } else if (value > pivot) {
                    work[i] = work[--above];
                    work[above] = value;
                } else {
                    i++;
                }
            }
            if (rank >= below && rank < above) {
                return pivot;
            }
            from = rank < below ? from : above;
            to = rank < below ? below : to;
        }
        Arrays.sort(work, from, to);
        return work[rank];
    }

    private static float middle(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
