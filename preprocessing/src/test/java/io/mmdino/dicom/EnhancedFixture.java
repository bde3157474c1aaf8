package io.mmdino.dicom;

import java.util.ArrayList;
import java.util.List;

/** The synthetic series as one enhanced multi-frame file, with geometry and scaling in functional groups and unordered frames. */
final class EnhancedFixture {

    /** Number of the slice of each frame. */
    static final int[] SLICE_OF_FRAME = {4, 0, 6, 2, 5, 1, 3};

    private EnhancedFixture() {}

    static byte[] file(TransferSyntax syntax, boolean delimited) {
        return file(syntax, delimited, SLICE_OF_FRAME.length);
    }

    static byte[] file(TransferSyntax syntax, boolean delimited, int groups) {
        DicomFixture fixture = new DicomFixture()
                .text(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.4.1")
                .size(SyntheticSeries.ROWS, SyntheticSeries.COLUMNS)
                .frames(SLICE_OF_FRAME.length)
                .pixels(EnhancedFixture::stored);
        for (int tag : new int[] {
            Tags.POSITION,
            Tags.ORIENTATION,
            Tags.PIXEL_SPACING,
            Tags.SLICE_THICKNESS,
            Tags.REPETITION_TIME,
            Tags.ECHO_TIME,
            Tags.SCANNING_SEQUENCE
        }) {
            fixture.without(tag);
        }
        DicomFixture bare =
                fixture.text(Tags.ECHO_PULSE_SEQUENCE, "CS", "SPIN").text(Tags.INVERSION_RECOVERY, "CS", "YES");
        DicomWriter out = bare.attributes(syntax);
        out.sequence(Tags.SHARED_GROUPS, delimited, List.of(shared(out, delimited)));
        List<DicomWriter> frames = new ArrayList<>();
        for (int frame = 0; frame < groups; frame++) {
            frames.add(own(out, frame, delimited));
        }
        out.sequence(Tags.FRAME_GROUPS, delimited, frames);
        return bare.pixels(out, syntax).part10(syntax.uid());
    }

    /** Rescale slope of a frame. */
    static double slope(int frame) {
        return 0.5 * (frame + 1);
    }

    private static int stored(int index) {
        int area = SyntheticSeries.ROWS * SyntheticSeries.COLUMNS;
        int pixel = index % area;
        return SyntheticSeries.stored(
                pixel % SyntheticSeries.COLUMNS, pixel / SyntheticSeries.COLUMNS, SLICE_OF_FRAME[index / area]);
    }

    private static DicomWriter shared(DicomWriter out, boolean delimited) {
        return out.item()
                .sequence(Tags.TIMING_GROUP, delimited, List.of(out.item().text(Tags.REPETITION_TIME, "DS", "9000")))
                .sequence(Tags.ECHO_GROUP, delimited, List.of(out.item().float64(Tags.EFFECTIVE_ECHO_TIME, 120.5)))
                .sequence(Tags.MODIFIER_GROUP, delimited, List.of(out.item().float64(Tags.INVERSION_TIMES, 2500)))
                .sequence(
                        Tags.ORIENTATION_GROUP,
                        delimited,
                        List.of(out.item()
                                .text(
                                        Tags.ORIENTATION,
                                        "DS",
                                        SyntheticSeries.decimals(SyntheticSeries.AXES[0])
                                                + "\\"
                                                + SyntheticSeries.decimals(SyntheticSeries.AXES[1]))))
                .sequence(
                        Tags.MEASURES_GROUP,
                        delimited,
                        List.of(out.item()
                                .text(Tags.SLICE_THICKNESS, "DS", "3.3")
                                .text(Tags.PIXEL_SPACING, "DS", "0.9\\0.7")));
    }

    private static DicomWriter own(DicomWriter out, int frame, boolean delimited) {
        String position = SyntheticSeries.decimals(SyntheticSeries.position(SLICE_OF_FRAME[frame]));
        DicomWriter scaling = out.item()
                .text(Tags.INTERCEPT, "DS", "1")
                .text(Tags.SLOPE, "DS", Double.toString(slope(frame)))
                .text(0x00281054, "LO", "US");
        return out.item()
                .sequence(
                        Tags.FRAME_CONTENT_GROUP, delimited, List.of(out.item().unsignedInt(Tags.TEMPORAL_INDEX, 1)))
                .sequence(Tags.POSITION_GROUP, delimited, List.of(out.item().text(Tags.POSITION, "DS", position)))
                .sequence(Tags.TRANSFORM_GROUP, delimited, List.of(scaling));
    }
}
