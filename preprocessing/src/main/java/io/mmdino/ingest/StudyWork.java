package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.Float16;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.Window;
import io.mmdino.study.ExternalCommand;
import io.mmdino.study.ExternalException;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.PreparedStudy;
import io.mmdino.study.StudyImages;
import io.mmdino.study.StudyPreparer;
import io.mmdino.study.StudyReader;
import io.mmdino.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads, prepares and cuts one study. A fault of the study is reported in its outcome and never thrown. */
public record StudyWork(StudyReader reader, StudyPreparer preparer) {

    /** The outcome and, for an accepted study, the rows of the shard. */
    public record Done(StudyOutcome outcome, List<SliceRecord> records) {}

    public Done run(StudyTask task) {
        StudyImages images = reader.read(task.series());
        String hash = images.contentHash();
        if (!hash.isEmpty() && hash.equals(task.knownHash())) {
            return done(task, images, true, Status.ACCEPTED, "", List.of());
        }
        String faults = images.faults(preparer.settings().images().unreadable());
        if (!faults.isEmpty()) {
            return done(task, images, false, Status.REFUSED, faults, List.of());
        }
        try {
            PreparedStudy study = preparer.prepare(processed(images.volumes()));
            String notes = notes(task, images, study.notes());
            return done(task, images, false, Status.ACCEPTED, notes, records(task, study, hash));
        } catch (ExternalException e) { // perhaps the machine's fault: without a hash the next run tries again
            return new Done(
                    new StudyOutcome(
                            task.facts().study(), false, Status.REFUSED, e.getMessage(), "", 0, images.series()),
                    List.of());
        } catch (RuntimeException e) {
            String reasons = notes(task, images, List.of());
            String why = Faults.reason(e) + (reasons.isEmpty() ? "" : "; " + reasons);
            return done(task, images, false, Status.REFUSED, why, List.of());
        }
    }

    private Map<String, Volume> processed(Map<String, Volume> images) throws ExternalException {
        IngestSettings settings = preparer.settings();
        boolean any = settings.sequences().stream().anyMatch(images::containsKey);
        return settings.external().isOn() && any
                ? new ExternalCommand(settings.external(), settings.limits()).run(images)
                : images;
    }

    private static String notes(StudyTask task, StudyImages images, List<String> more) {
        return Stream.of(task.notes(), images.notes(), more)
                .flatMap(List::stream)
                .collect(Collectors.joining("; "));
    }

    private static Done done(
            StudyTask task,
            StudyImages images,
            boolean unchanged,
            Status status,
            String reason,
            List<SliceRecord> records) {
        StudyOutcome outcome = new StudyOutcome(
                task.facts().study(), unchanged, status, reason, images.contentHash(), records.size(), images.series());
        return new Done(outcome, records);
    }

    private List<SliceRecord> records(StudyTask task, PreparedStudy study, String hash) {
        String settingsHash = preparer.settings().hash();
        List<SliceRecord> records = new ArrayList<>();
        for (SliceRecord.Slice slice : study.slices()) {
            Window window = study.cut(slice);
            records.add(new SliceRecord(
                    task.facts(),
                    study.present(),
                    slice,
                    window.height(),
                    window.width(),
                    Float16.encode(window.voxels()),
                    window.foreground(),
                    study.spacing(slice.axis()),
                    hash,
                    settingsHash));
        }
        return records;
    }
}
