package io.mmdino.inspect;

import io.mmdino.volume.Grid;
import java.util.Locale;

/** Describes the grid of an image: shape, spacing, orientation. */
final class Placement {

    private static final String[] LETTERS = {"RL", "AP", "SI"};
    private static final double STRAIGHT_DEGREES = 0.1;

    private Placement() {}

    /** The number of voxels, such as {@code 240 x 240 x 155 voxels}. */
    static String shape(Grid grid) {
        return grid.width() + " x " + grid.height() + " x " + grid.depth() + " voxels";
    }

    /** The edges of a voxel, such as {@code 1 x 1 x 5.5 mm}. */
    static String spacing(Grid grid) {
        return trimmed(edge(grid, 0)) + " x " + trimmed(edge(grid, 1)) + " x " + trimmed(edge(grid, 2)) + " mm";
    }

    /** The direction of each axis, such as {@code L P S}, and the largest angle between one and the scanner's axes. */
    static String orientation(Grid grid) {
        StringBuilder letters = new StringBuilder();
        double worst = 0;
        for (int axis = 0; axis < 3; axis++) {
            int best = 0;
            for (int row = 1; row < 3; row++) {
                best = Math.abs(part(grid, row, axis)) > Math.abs(part(grid, best, axis)) ? row : best;
            }
            double along = part(grid, best, axis);
            letters.append(axis == 0 ? "" : " ").append(LETTERS[best].charAt(along > 0 ? 0 : 1));
            double cosine = Math.min(1, Math.abs(along) / edge(grid, axis));
            worst = Math.max(worst, Math.toDegrees(Math.acos(cosine)));
        }
        return letters
                + (worst < STRAIGHT_DEGREES ? "" : String.format(Locale.ROOT, ", oblique by %.1f degrees", worst));
    }

    private static double part(Grid grid, int row, int axis) {
        return grid.affine()[4 * row + axis];
    }

    private static double edge(Grid grid, int axis) {
        return Math.sqrt(
                Math.pow(part(grid, 0, axis), 2) + Math.pow(part(grid, 1, axis), 2) + Math.pow(part(grid, 2, axis), 2));
    }

    private static String trimmed(double mm) {
        String text = String.format(Locale.ROOT, "%.3f", mm);
        return text.replaceAll("\\.?0+$", "");
    }
}
