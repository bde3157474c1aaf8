package io.mmdino.inspect;

import io.mmdino.slice.Percentiles;
import io.mmdino.volume.Volume;
import java.util.Arrays;
import java.util.Locale;

/** Describes the values of an image. */
final class ValueRange {

    private static final int SIGNIFICANT = 5;

    private ValueRange() {}

    /** Lowest and highest value, and percentiles of the values other than 0, which in a skull-stripped image are the brain. */
    static String of(Volume volume) {
        float[] voxels = volume.voxels();
        float[] some = new float[voxels.length];
        int count = 0;
        float low = voxels[0];
        float high = voxels[0];
        for (float voxel : voxels) {
            low = Math.min(low, voxel);
            high = Math.max(high, voxel);
            if (voxel != 0) {
                some[count++] = voxel;
            }
        }
        String range = number(low) + " to " + number(high);
        if (count == 0) {
            return range;
        }
        double[] p = Percentiles.of(Arrays.copyOf(some, count), 1, 25, 50, 75, 99);
        return range
                + String.format(
                        Locale.ROOT,
                        "; %.0f %% are 0, the others have percentiles 1, 25, 50, 75, 99 of ",
                        100.0 * (voxels.length - count) / voxels.length)
                + String.join(
                        ", ", Arrays.stream(p).mapToObj(ValueRange::number).toList());
    }

    /** Five significant digits, without an exponent where the number is short enough. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%." + SIGNIFICANT + "g", value);
    }
}
