package io.mmdino.slice;

import io.mmdino.volume.Volume;
import java.util.Arrays;

/**
 * Foreground voxels that a bias field is fitted to.
 *
 * @param places indices of the voxels in the image, [n]
 * @param logs natural logarithm of their intensities, [n]
 * @param low lowest voxel of the foreground's box, [3]
 * @param high highest voxel of the foreground's box, [3]
 */
record BiasSample(int width, int height, int[] places, double[] logs, int[] low, int[] high) {

    /** Samples about {@code wanted} of the foreground's voxels above 0, evenly. */
    static BiasSample of(Volume image, Volume foreground, int wanted) {
        float[] voxels = image.voxels();
        int inside = 0;
        for (int at = 0; at < voxels.length; at++) {
            inside += isIn(image, foreground, at) ? 1 : 0;
        }
        int stride = Math.max(1, inside / wanted);
        int[] places = new int[inside / stride + 1];
        double[] logs = new double[places.length];
        int[] low = {image.width() - 1, image.height() - 1, image.depth() - 1};
        int[] high = new int[3];
        int met = 0;
        int count = 0;
        for (int at = 0; at < voxels.length; at++) {
            if (isIn(image, foreground, at)) {
                widen(image, at, low, high);
                if (met++ % stride == 0) {
                    places[count] = at;
                    logs[count++] = Math.log(voxels[at]);
                }
            }
        }
        return new BiasSample(
                image.width(), image.height(), Arrays.copyOf(places, count), Arrays.copyOf(logs, count), low, high);
    }

    int size() {
        return places.length;
    }

    /** Values of the basis at each place, [n][size]. */
    double[][] rows(SmoothBasis basis) {
        double[][] rows = new double[places.length][basis.size()];
        for (int n = 0; n < rows.length; n++) {
            int at = places[n];
            basis.at(at % width, at / width % height, at / width / height, rows[n]);
        }
        return rows;
    }

    private static boolean isIn(Volume image, Volume foreground, int at) {
        return foreground.voxels()[at] > 0 && image.voxels()[at] > 0;
    }

    private static void widen(Volume image, int at, int[] low, int[] high) {
        int[] place = {at % image.width(), at / image.width() % image.height(), at / image.width() / image.height()};
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = Math.min(low[axis], place[axis]);
            high[axis] = Math.max(high[axis], place[axis]);
        }
    }
}
