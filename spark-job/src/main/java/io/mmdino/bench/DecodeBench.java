package io.mmdino.bench;

import io.mmdino.volume.NiftiException;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Times the decoding of a .nii.gz and, alternately, its inflation alone by {@code java.util.zip}: same bytes and block size, no
 * checksum, output discarded.
 */
public final class DecodeBench {

    /** Turns before timing starts, in which the JIT compiles. */
    private static final int WARM_UP = 3;

    private static final int GZIP_HEADER = 10;

    private DecodeBench() {}

    /**
     * Median times of one file.
     *
     * @param decodeSeconds from gzip bytes to a float32 volume
     * @param inflateSeconds from gzip bytes to plain bytes
     * @param plainBytes length of the inflated file
     */
    public record Result(double decodeSeconds, double inflateSeconds, long plainBytes) {

        /** Decoding speed as a share of the speed of inflation alone, at most 1. */
        public double share() {
            return inflateSeconds / decodeSeconds;
        }
    }

    /**
     * Times one file.
     *
     * @param gzip a .nii.gz of one gzip member, whose header may hold a name but no other optional field
     * @param repeats timed turns, 1 or more
     * @throws IOException when the bytes are no such .nii.gz
     */
    public static Result run(byte[] gzip, int repeats) throws IOException {
        if (gzip.length < GZIP_HEADER || gzip[0] != (byte) 0x1f || gzip[1] != (byte) 0x8b || repeats < 1) {
            throw new NiftiException("wanted the bytes of a .nii.gz and 1 or more repeats, got " + gzip.length
                    + " bytes and " + repeats + " repeats");
        }
        double[] decode = new double[repeats];
        double[] inflate = new double[repeats];
        long plain = 0;
        for (int turn = -WARM_UP; turn < repeats; turn++) {
            long start = System.nanoTime();
            NiftiReader.read(new ByteArrayInputStream(gzip), NiftiLimits.DEFAULT);
            long middle = System.nanoTime();
            plain = inflate(gzip);
            long end = System.nanoTime();
            if (turn >= 0) {
                decode[turn] = (middle - start) * 1e-9;
                inflate[turn] = (end - middle) * 1e-9;
            }
        }
        return new Result(Alternation.median(decode), Alternation.median(inflate), plain);
    }

    private static long inflate(byte[] gzip) throws IOException {
        int start = headerLength(gzip);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, start, gzip.length - start);
            byte[] block = new byte[NiftiReader.BLOCK];
            while (!inflater.finished()) {
                if (inflater.inflate(block) == 0 && inflater.needsInput()) {
                    throw new NiftiException("the gzip stream is truncated");
                }
            }
            return inflater.getBytesWritten();
        } catch (DataFormatException fault) {
            throw new NiftiException("the gzip stream is corrupt", fault);
        } finally {
            inflater.end();
        }
    }

    /** Length of the gzip header: ten bytes, and the file name where bit 3 of the flags is set. */
    private static int headerLength(byte[] gzip) throws NiftiException {
        int flags = gzip[3];
        if ((flags & ~8) != 0) {
            throw new NiftiException("the gzip header has flags " + flags + ", wanted none but a name (8)");
        }
        int length = GZIP_HEADER;
        if (flags == 8) {
            while (length < gzip.length && gzip[length] != 0) {
                length++;
            }
            length++;
        }
        return Math.min(length, gzip.length);
    }
}
