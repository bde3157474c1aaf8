package io.mmdino.dicom;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Geometry and scaling of every frame as arrays, F = frames. Numbers are NaN where the file has none. Lengths are in mm, and
 * directions are DICOM's: towards the patient's left, back and head (LPS).
 *
 * @param positions centre of the first pixel, [F, 3]
 * @param orientations unit vector along a row (to the next column), then down a column (to the next row), [F, 6]
 * @param spacings distance of two rows, then of two columns, mm, [F, 2]
 * @param thicknesses slice thickness, mm, [F]
 * @param slopes factor of stored numbers, [F]; 1 where the file has none
 * @param intercepts added after the multiplication, [F]; 0 where the file has none
 * @param echoTimes echo times, ms, [F]
 * @param temporalPositions number of the time point, [F]
 * @param bValues diffusion weighting, s/mm2, [F]
 * @param kinds image type of each frame, backslashes between its values, [F]
 */
public record FrameTable(
        double[] positions,
        double[] orientations,
        double[] spacings,
        double[] thicknesses,
        double[] slopes,
        double[] intercepts,
        double[] echoTimes,
        double[] temporalPositions,
        double[] bValues,
        String[] kinds)
        implements Serializable {

    static FrameTable of(FrameGroups groups) throws DicomException {
        int frames = groups.frames();
        FrameTable table = new FrameTable(
                new double[3 * frames],
                new double[6 * frames],
                new double[2 * frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new String[frames]);
        Map<String, String> seen = new HashMap<>(); // thousands of frames share a few texts
        for (int frame = 0; frame < frames; frame++) {
            String kind = String.join("\\", groups.kind(frame));
            table.kinds[frame] = seen.computeIfAbsent(kind, text -> text);
            table.geometry(groups, frame);
            table.scaling(groups, frame);
            table.echoTimes[frame] = groups.echoTime(frame);
            table.temporalPositions[frame] = groups.temporalPosition(frame);
            table.bValues[frame] = groups.bValue(frame);
        }
        return table;
    }

    /** Number of frames. */
    public int count() {
        return slopes.length;
    }

    /** Centre of the first pixel, mm, LPS, [3]. */
    public double[] position(int frame) {
        return Arrays.copyOfRange(positions, 3 * frame, 3 * frame + 3);
    }

    /** Unit vector along a row, then down a column, LPS, [6]. */
    public double[] orientation(int frame) {
        return Arrays.copyOfRange(orientations, 6 * frame, 6 * frame + 6);
    }

    /** Factor of a frame's stored numbers; 1 where the file says 0, which would erase the image, as dcm2niix takes it. */
    public double slope(int frame) {
        return slopes[frame] == 0 ? 1 : slopes[frame];
    }

    /** Distance of two rows, mm. */
    public double rowSpacing(int frame) {
        return spacings[2 * frame];
    }

    /** Distance of two columns, mm. */
    public double columnSpacing(int frame) {
        return spacings[2 * frame + 1];
    }

    /** Place of a frame along the normal of its slices, mm; NaN where its position or orientation is missing. */
    public double height(int frame) {
        double[] o = orientation(frame);
        double[] p = position(frame);
        return p[0] * (o[1] * o[5] - o[2] * o[4])
                + p[1] * (o[2] * o[3] - o[0] * o[5])
                + p[2] * (o[0] * o[4] - o[1] * o[3]);
    }

    /** Whether the frame has position, orientation and spacing. */
    public boolean placed(int frame) {
        return !Double.isNaN(positions[3 * frame])
                && !Double.isNaN(orientations[6 * frame])
                && !Double.isNaN(spacings[2 * frame]);
    }

    private void geometry(FrameGroups groups, int frame) throws DicomException {
        set(positions, frame, 3, groups.decimals(frame, Tags.POSITION_GROUP, Tags.POSITION, 3));
        set(orientations, frame, 6, groups.decimals(frame, Tags.ORIENTATION_GROUP, Tags.ORIENTATION, 6));
        set(spacings, frame, 2, groups.decimals(frame, Tags.MEASURES_GROUP, Tags.PIXEL_SPACING, 2));
        thicknesses[frame] = groups.decimal(frame, Tags.MEASURES_GROUP, Tags.SLICE_THICKNESS);
    }

    private void scaling(FrameGroups groups, int frame) throws DicomException {
        double[] slope = groups.decimals(frame, Tags.TRANSFORM_GROUP, Tags.SLOPE, 1);
        double[] intercept = groups.decimals(frame, Tags.TRANSFORM_GROUP, Tags.INTERCEPT, 1);
        slopes[frame] = slope.length == 0 ? 1 : slope[0];
        intercepts[frame] = intercept.length == 0 ? 0 : intercept[0];
    }

    private static void set(double[] all, int frame, int width, double[] values) {
        if (values.length == 0) {
            Arrays.fill(all, width * frame, width * frame + width, Double.NaN);
        } else {
            System.arraycopy(values, 0, all, width * frame, width);
        }
    }
}
