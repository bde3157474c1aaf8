package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Frames sorted along their common normal, with checks that their spacing is even.
 *
 * <p>The affine's third axis runs from the first to the last position, so that the rounding of single positions has little effect.
 * Source: DICOM PS3.3 C.7.6.2.1.1.
 *
 * @param frames in the order of their heights
 * @param heights positions along the normal, mm, [frames]
 */
record SliceStacking(List<SliceFrame> frames, double[] heights) {

    /**
     * Largest distance of a slice from its place in an even row, along the normal, mm; also the largest distance at which two
     * slices count as being at one place. Positions rounded to 0.1 mm put a slice up to 0.17 mm off a line through two others;
     * the thinnest clinical slices are 0.4 mm apart.
     */
    static final double PLACE_TOLERANCE = 0.2;

    /**
     * Largest in-plane shift between the first slice and another, in voxels. Shifts of up to half a voxel keep every voxel
     * nearest to its own place, and the affine preserves them; with larger ones the grid is sheared.
     */
    static final double SHEAR_TOLERANCE = 0.5;

    /** Ratio to the median gap above which a gap counts as missing slices, not as uneven spacing. */
    static final double MISSING_GAP = 1.5;

    /** Fewest slices of a volume. Localizers and calibration scans have fewer; brain scans of thick slices have 18 or more. */
    static final int FEWEST_SLICES = 5;

    static SliceStacking sorted(List<SliceFrame> frames) {
        double[] normal = frames.get(0).normal();
        List<SliceFrame> sorted = frames.stream()
                .sorted(Comparator.comparingDouble((SliceFrame frame) -> dot(frame.position(), normal))
                        .thenComparingInt(SliceFrame::file)
                        .thenComparingInt(SliceFrame::frame))
                .toList();
        double[] heights = sorted.stream()
                .mapToDouble(frame -> dot(frame.position(), normal))
                .toArray();
        return new SliceStacking(sorted, heights);
    }

    Optional<Refused> fault() {
        int places = places();
        if (places < frames.size()) {
            return Optional.of(repeated(places));
        }
        if (frames.size() < FEWEST_SLICES) {
            return refuse(
                    Cause.TOO_FEW_SLICES, frames.size() + " slices, wanted " + FEWEST_SLICES + " or more for a volume");
        }
        return missing().or(this::uneven).or(this::sheared);
    }

    int[] files() {
        return frames.stream().mapToInt(SliceFrame::file).toArray();
    }

    /** Number of each frame within its file. */
    int[] frameNumbers() {
        return frames.stream().mapToInt(SliceFrame::frame).toArray();
    }

    /** Affine from voxel to RAS+ mm, 4 x 4 row-major; x and y of LPS change their signs. */
    double[] affine() {
        SliceFrame first = frames.get(0);
        double[] direction = first.orientation();
        double[] origin = first.position();
        double[] step = step();
        double[] affine = new double[16];
        affine[15] = 1;
        for (int row = 0; row < 3; row++) {
            double sign = row < 2 ? -1 : 1;
            affine[4 * row] = sign * direction[row] * first.columnSpacing();
            affine[4 * row + 1] = sign * direction[3 + row] * first.rowSpacing();
            affine[4 * row + 2] = sign * step[row];
            affine[4 * row + 3] = sign * origin[row];
        }
        return affine;
    }

    /** Vector from one slice to the next, mm, LPS. */
    private double[] step() {
        double[] step = frames.get(frames.size() - 1).position();
        double[] origin = frames.get(0).position();
        for (int axis = 0; axis < 3; axis++) {
            step[axis] = (step[axis] - origin[axis]) / (frames.size() - 1);
        }
        return step;
    }

    /** Number of different places. */
    int places() {
        int places = 0;
        for (int k = 0; k < heights.length; k++) {
            places += isRepeated(k) ? 0 : 1;
        }
        return places;
    }

    /** Whether the frame before this one lies at the same place. */
    boolean isRepeated(int k) {
        return k > 0 && heights[k] - heights[k - 1] <= PLACE_TOLERANCE;
    }

    /** Refusal of a series with several images at one place: several volumes in one series, or single slices twice. */
    private Refused repeated(int places) {
        List<String> differing = new ArrayList<>();
        addDiffering(differing, "time points", frame -> table(frame).temporalPositions()[frame.frame()]);
        addDiffering(differing, "echo times", frame -> table(frame).echoTimes()[frame.frame()]);
        addDiffering(differing, "b-values", frame -> table(frame).bValues()[frame.frame()]);
        addDiffering(
                differing, "acquisitions", frame -> frame.header().acquisition().acquisitionNumber());
        String found = frames.size() + " images at " + places + " places";
        if (differing.isEmpty() && frames.size() % places != 0) {
            return new Refused(
                    Cause.REPEATED_SLICES,
                    found + ": some slices are there twice under different instance UIDs; remove the repetitions");
        }
        String of = differing.isEmpty() ? "no attribute tells them apart" : "with " + String.join(", ", differing);
        return new Refused(
                Cause.SEVERAL_VOLUMES, found + ": several volumes in one series, " + of + "; export them as one each");
    }

    private static FrameTable table(SliceFrame frame) {
        return frame.header().frames();
    }

    private void addDiffering(List<String> differing, String name, ToDoubleFunction<SliceFrame> value) {
        long values = frames.stream()
                .mapToDouble(value)
                .filter(number -> !Double.isNaN(number))
                .distinct()
                .count();
        if (values > 1) {
            differing.add(values + " " + name);
        }
    }

    private Optional<Refused> missing() {
        double[] gaps = new double[heights.length - 1];
        for (int k = 0; k < gaps.length; k++) {
            gaps[k] = heights[k + 1] - heights[k];
        }
        double usual = Arrays.stream(gaps).sorted().toArray()[gaps.length / 2];
        double widest = Arrays.stream(gaps).max().orElseThrow();
        if (widest <= MISSING_GAP * usual) {
            return Optional.empty();
        }
        long missing = Arrays.stream(gaps)
                .filter(gap -> gap > MISSING_GAP * usual)
                .mapToLong(gap -> Math.round(gap / usual) - 1)
                .sum();
        String reason =
                "about %d slices are missing: a gap of %.2f mm where others have %.2f mm; copy the series again";
        return refuse(Cause.MISSING_SLICES, String.format(Locale.ROOT, reason, missing, widest, usual));
    }

    private Optional<Refused> uneven() {
        int gaps = heights.length - 1;
        double mean = (heights[gaps] - heights[0]) / gaps;
        if (!SliceAgreement.isSpacing(mean)) {
            return refuse(
                    Cause.UNEVEN_SLICES,
                    String.format(Locale.ROOT, "slices lie %.4g mm apart: export the series again", mean));
        }
        for (int k = 0; k <= gaps; k++) {
            double beside = heights[k] - heights[0] - k * mean;
            if (Math.abs(beside) > PLACE_TOLERANCE) {
                String reason = "slice %d lies %.2f mm beside its place in an even row, wanted at most %.2f mm";
                return refuse(Cause.UNEVEN_SLICES, String.format(Locale.ROOT, reason, k + 1, beside, PLACE_TOLERANCE));
            }
        }
        return Optional.empty();
    }

    private Optional<Refused> sheared() {
        double[] origin = frames.get(0).position();
        double[] direction = frames.get(0).orientation();
        double most = 0;
        for (SliceFrame frame : frames) {
            double[] moved = frame.position();
            for (int axis = 0; axis < 3; axis++) {
                moved[axis] -= origin[axis];
            }
            double along = dot(moved, Arrays.copyOfRange(direction, 0, 3));
            double down = dot(moved, Arrays.copyOfRange(direction, 3, 6));
            most = Math.max(most, Math.abs(along) / frame.columnSpacing());
            most = Math.max(most, Math.abs(down) / frame.rowSpacing());
        }
        return most <= SHEAR_TOLERANCE
                ? Optional.empty()
                : refuse(
                        Cause.SHEARED,
                        String.format(
                                Locale.ROOT,
                                "the slices slide sideways by up to %.2f voxels, wanted at most %.2f: the grid is sheared",
                                most,
                                SHEAR_TOLERANCE));
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static Optional<Refused> refuse(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
