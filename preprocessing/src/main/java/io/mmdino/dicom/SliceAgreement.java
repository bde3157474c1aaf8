package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks that all frames of a series have one size, one spacing and one orientation. */
final class SliceAgreement {

    /**
     * Largest difference of a direction's component. It shifts the last of 256 voxels by a quarter of a voxel. Rounding to four
     * digits, the least that writers use, gives a twentieth of it.
     */
    static final double DIRECTION_TOLERANCE = 1e-3;

    /** Largest relative difference of spacings. It shifts the last of 256 voxels by a quarter of a voxel. */
    static final double SPACING_TOLERANCE = 1e-3;

    /** Smallest edge of a voxel, mm; equal to the default of {@link io.mmdino.volume.NiftiLimits}. */
    private static final double SMALLEST_SPACING = 0.01;

    /** Largest edge of a voxel, mm; equal to the default of {@link io.mmdino.volume.NiftiLimits}. */
    private static final double LARGEST_SPACING = 100;

    private SliceAgreement() {}

    static Optional<Refused> fault(List<SliceFrame> frames) {
        SliceFrame first = frames.get(0);
        for (SliceFrame frame : frames) {
            if (!frame.placed()) {
                return refuse(
                        Cause.NO_GEOMETRY, "images without position, orientation or pixel spacing: export them again");
            }
            if (!sameSize(frame, first)) {
                return refuse(Cause.MIXED_SIZES, "images of different rows, columns or pixel spacing: no one volume");
            }
        }
        if (!upright(first.orientation()) || !isSpacing(first.rowSpacing()) || !isSpacing(first.columnSpacing())) {
            return refuse(
                    Cause.BAD_ORIENTATION,
                    "the directions of rows and columns are no unit vectors at a right angle, or the spacing is not "
                            + SMALLEST_SPACING + " to " + LARGEST_SPACING + " mm: export the images again");
        }
        long turned = frames.stream()
                .filter(frame -> !near(frame.orientation(), first.orientation(), DIRECTION_TOLERANCE))
                .count();
        return turned == 0
                ? Optional.empty()
                : refuse(
                        Cause.MIXED_ORIENTATIONS,
                        turned + " of " + frames.size()
                                + " images are turned against the first: a localizer, or several stacks in one series");
    }

    /** Whether a spacing in mm is allowed. */
    static boolean isSpacing(double mm) {
        return mm >= SMALLEST_SPACING && mm <= LARGEST_SPACING;
    }

    /** Size and spacing of an image, rounded, to group images by. */
    static Object size(SliceFrame frame) {
        return List.of(
                frame.header().pixels().rows(),
                frame.header().pixels().columns(),
                frame.header().pixels().samples(),
                rounded(frame.rowSpacing(), 0.01),
                rounded(frame.columnSpacing(), 0.01));
    }

    /** Orientation of an image, rounded, to group images by. */
    static Object direction(SliceFrame frame) {
        return Arrays.stream(frame.orientation())
                .mapToObj(part -> rounded(part, 0.05))
                .toList();
    }

    private static long rounded(double value, double step) {
        return Math.round(value / step);
    }

    private static boolean sameSize(SliceFrame a, SliceFrame b) {
        return a.header().pixels().rows() == b.header().pixels().rows()
                && a.header().pixels().columns() == b.header().pixels().columns()
                && a.header().pixels().samples() == b.header().pixels().samples()
                && near(a.rowSpacing(), b.rowSpacing())
                && near(a.columnSpacing(), b.columnSpacing());
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= SPACING_TOLERANCE * Math.abs(b);
    }

    private static boolean near(double[] a, double[] b, double tolerance) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most <= tolerance;
    }

    private static boolean upright(double[] o) {
        double row = o[0] * o[0] + o[1] * o[1] + o[2] * o[2];
        double column = o[3] * o[3] + o[4] * o[4] + o[5] * o[5];
        double between = o[0] * o[3] + o[1] * o[4] + o[2] * o[5];
        // twice, because squares of lengths differ by twice as much
        return near(new double[] {row, column, between}, new double[] {1, 1, 0}, 2 * DIRECTION_TOLERANCE);
    }

    private static Optional<Refused> refuse(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
