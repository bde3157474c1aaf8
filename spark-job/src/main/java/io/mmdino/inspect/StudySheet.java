package io.mmdino.inspect;

import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.Window;
import io.mmdino.slice.MaskProfile;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.PreparedStudy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Makes contact sheets of prepared studies. */
final class StudySheet {

    static final String[] AXES = {"sagittal", "coronal", "axial"};

    private static final String BRAIN = "follow the brain's foreground";

    private StudySheet() {}

    /** A sheet of one study: for each axis the slice with most of the mask, axial first. */
    static ContactSheet of(PreparedStudy study) {
        MaskProfile mask = MaskProfile.of(study.mask());
        List<ContactSheet.Row> rows = new ArrayList<>();
        for (int axis = 2; axis >= 0; axis--) {
            int across = axis;
            SliceRecord.Slice fullest = study.slices().stream()
                    .filter(slice -> slice.axis() == across)
                    .max(Comparator.comparingDouble(slice -> mask.size(
                            across, slice.slice(), study.settings().images().largestSlice())))
                    .orElseThrow();
            rows.add(row(study, fullest, AXES[axis]));
        }
        return new ContactSheet(
                title(study.settings()),
                study.settings().sequences(),
                rows,
                notes(study.notes().stream().anyMatch(note -> note.contains(BRAIN))));
    }

    /** The window that evaluation and scoring see. */
    static ContactSheet.Row evaluation(PreparedStudy study, String label) {
        return row(study, study.evaluation(), label);
    }

    private static ContactSheet.Row row(PreparedStudy study, SliceRecord.Slice slice, String label) {
        Window window = study.cut(slice);
        SliceRecord.Spacing mm = study.spacing(slice.axis());
        return new ContactSheet.Row(
                List.of(label, "slice " + slice.slice(), pixel(mm)), window, slice.axis(), mm.rowMm());
    }

    static String pixel(SliceRecord.Spacing mm) {
        return String.format(Locale.ROOT, "%.2f x %.2f mm", mm.rowMm(), mm.columnMm());
    }

    static String title(IngestSettings settings) {
        return title(settings.window(), settings.lowPercentile(), settings.highPercentile());
    }

    static String title(int side, double low, double high) {
        return "windows of " + side + " x " + side + " px, percentiles " + brief(low) + " to " + brief(high)
                + " of each window from black to white";
    }

    static List<String> notes(boolean brain) {
        return List.of(
                "outline: " + (brain ? "brain, as there is no tumour mask" : "tumour mask")
                        + "; pixels square, as the model sees them",
                "turned for viewing: the patient's right is on the left");
    }

    private static String brief(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
