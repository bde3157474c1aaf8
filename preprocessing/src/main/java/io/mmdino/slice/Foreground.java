package io.mmdino.slice;

import io.mmdino.volume.Volume;
import java.util.List;

/**
 * The brain as a mask, for studies without a tumour mask.
 *
 * <p>In skull-stripped volumes all voxels outside have one value and are excluded by it; in others Otsu's threshold (IEEE
 * Trans. SMC 9, 1979) separates air and tissue.
 */
public final class Foreground {

    /** Smallest share of voxels equal to the corner's in a volume that counts as skull-stripped. */
    private static final double STRIPPED = 0.1;

    private static final int BINS = 256;

    private Foreground() {}

    /**
     * Mask of the voxels that are brain in any of a study's sequences.
     *
     * @param sequences one or more volumes of the same shape
     * @return 1 inside, 0 outside, on the grid of the first volume
     * @throws IllegalArgumentException when the shapes differ
     */
    public static Volume brain(List<Volume> sequences) {
        Volume first = sequences.get(0);
        float[] mask = new float[first.voxels().length];
        for (Volume volume : sequences) {
            if (volume.width() != first.width()
                    || volume.height() != first.height()
                    || volume.depth() != first.depth()) {
                throw new IllegalArgumentException("sequences of " + volume.width() + " x " + volume.height() + " x "
                        + volume.depth() + " and " + first.width() + " x " + first.height() + " x " + first.depth()
                        + " voxels, wanted one grid: resample first");
            }
            add(volume.voxels(), mask);
        }
        return new Volume(mask, first.width(), first.height(), first.depth(), first.affine());
    }

    private static void add(float[] voxels, float[] mask) {
        float outside = voxels[0];
        int equal = 0;
        for (float voxel : voxels) {
            equal += voxel == outside ? 1 : 0;
        }
        boolean stripped = equal >= STRIPPED * voxels.length;
        float threshold = stripped ? 0 : otsu(voxels);
        for (int i = 0; i < voxels.length; i++) {
            if (stripped ? voxels[i] != outside : voxels[i] > threshold) {
                mask[i] = 1;
            }
        }
    }

    /** Otsu's threshold between air and tissue; tissue is above it. */
    static float otsu(float[] voxels) {
        // The brightest hundredth is left out, because vessels and fat would leave most bins empty.
        double[] ends = Percentiles.of(voxels, 0, 99);
        double width = (ends[1] - ends[0]) / BINS;
        if (!(width > 0)) {
            return (float) ends[1];
        }
        long[] counts = new long[BINS];
        for (float voxel : voxels) {
            counts[Math.min((int) ((voxel - ends[0]) / width), BINS - 1)]++;
        }
        return (float) (ends[0] + width * (bestSplit(counts, voxels.length) + 1));
    }

    /** The last bin of the lower class with the largest variance between the classes. */
    private static int bestSplit(long[] counts, long total) {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += (double) bin * counts[bin];
        }
        int best = 0;
        double most = -1;
        double low = 0;
        double lowSum = 0;
        for (int bin = 0; bin < BINS - 1; bin++) {
            low += counts[bin];
            lowSum += (double) bin * counts[bin];
            double apart = lowSum * total - low * sum;
            double between = apart * apart / (low * (total - low));
            if (between > most) {
                most = between;
                best = bin;
            }
        }
        return best;
    }
}
