package io.mmdino.bench;

import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.table.LabelTable;
import io.mmdino.archive.table.SplitTable;
import io.mmdino.disk.Json;
import io.mmdino.ingest.IngestPlan;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.ingest.Planner;
import io.mmdino.ingest.StudyOutcome;
import io.mmdino.ingest.StudyTask;
import io.mmdino.ingest.WorkedStudy;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.manifest.ManifestWriter;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillSorter;
import io.mmdino.storage.Storage;
import io.mmdino.survey.ArchiveSurvey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Lists and plans an archive as ingest does, first as a new one and then as one whose studies are in the manifest. Reads no
 * image.
 */
public record PlanningBench(Configuration conf, IngestRequest request) {

    /**
     * Counts, times and memory of both passes.
     *
     * @param listed files that were listed
     * @param studies planned in the first pass
     * @param unchanged studies of the second pass without work to do; all of them when planning is right
     * @param firstSeconds time of listing and planning without a manifest
     * @param againSeconds time of listing and planning against a manifest that has all studies
     * @param liveBytes heap in use after a garbage collection, while the first plan is held
     * @param peakBytes peak of the heap in use, garbage included
     */
    public record Result(
            long listed,
            long studies,
            long unchanged,
            double firstSeconds,
            double againSeconds,
            long liveBytes,
            long peakBytes) {}

    /**
     * Runs both passes.
     *
     * @param manifest local file for the manifest of the second pass, deleted afterwards
     */
    public Result run(ArchiveListing listing, Path manifest) throws IOException {
        try (SpillFolder spill = SpillFolder.temporary();
                HeapWatch heap = new HeapWatch()) {
            long start = System.nanoTime();
            IngestPlan first = plan(listing, ManifestReader.empty(), spill);
            double firstSeconds = (System.nanoTime() - start) * 1e-9;
            long live = heap.live();
            remember(first, manifest, spill);
            long again = System.nanoTime();
            try (ManifestReader known = ManifestReader.open(conf, manifest)) {
                IngestPlan second = plan(listing, known, spill);
                double againSeconds = (System.nanoTime() - again) * 1e-9;
                return new Result(
                        first.files().listed(),
                        first.studies(),
                        second.unchanged(),
                        firstSeconds,
                        againSeconds,
                        live,
                        heap.peak());
            }
        } finally {
            Storage.of(conf, manifest).delete(manifest, false);
        }
    }

    private IngestPlan plan(ArchiveListing listing, ManifestReader manifest, SpillFolder spill) throws IOException {
        ArchiveSurvey survey = new ArchiveSurvey(
                request.key(), request.settings().sequences(), request.input(), request.patients(), spill);
        listing.visit(survey);
        survey.listed();
        return new Planner(request, LabelTable.none(), SplitTable.none(), spill).plan(survey, manifest);
    }

    /** Writes a manifest in which all studies are accepted. */
    private void remember(IngestPlan plan, Path file, SpillFolder spill) throws IOException {
        SpillSorter byStudy = spill.sorter();
        try (EntryReader todo = plan.todo().read()) {
            for (Optional<Entry> entry = todo.next(); entry.isPresent(); entry = todo.next()) {
                String study =
                        Json.read(entry.get().text(), StudyTask.class).facts().study();
                byStudy.add(new Entry(study, entry.get().body()));
            }
        }
        try (EntryReader sorted = byStudy.read();
                ManifestWriter writer = new ManifestWriter(conf, file)) {
            for (Optional<Entry> entry = sorted.next(); entry.isPresent(); entry = sorted.next()) {
                StudyTask task = Json.read(entry.get().text(), StudyTask.class);
                String study = task.facts().study();
                StudyOutcome taken = new StudyOutcome(study, false, Status.ACCEPTED, "", task.stamp(), 1, List.of());
                ManifestEntry known = new WorkedStudy(task.facts(), task.stamp(), taken, "shards/" + study, 1)
                        .entry(request.settings().hash(), 1);
                writer.write(known);
            }
        }
    }
}
