package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Says why more than one image lies at a place: a 4-D series, and of what, or single slices twice. */
final class RepeatedSlices {

    private RepeatedSlices() {}

    static Refused refusal(List<SliceFrame> frames, int places) {
        List<String> differing = new ArrayList<>();
        add(differing, frames, "time points", frame -> table(frame).temporalPositions()[frame.frame()]);
        add(differing, frames, "echo times", frame -> table(frame).echoTimes()[frame.frame()]);
        add(differing, frames, "b-values", frame -> table(frame).bValues()[frame.frame()]);
        add(differing, frames, "acquisitions", frame -> frame.header()
                .acquisition()
                .acquisitionNumber());
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

    private static void add(
            List<String> differing, List<SliceFrame> frames, String name, ToDoubleFunction<SliceFrame> value) {
        long values = frames.stream()
                .mapToDouble(value)
                .filter(number -> !Double.isNaN(number))
                .distinct()
                .count();
        if (values > 1) {
            differing.add(values + " " + name);
        }
    }
}
