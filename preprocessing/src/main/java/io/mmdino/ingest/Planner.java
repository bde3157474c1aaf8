package io.mmdino.ingest;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.table.LabelTable;
import io.mmdino.archive.table.SplitTable;
import io.mmdino.disk.Json;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.study.IngestSettings;
import io.mmdino.survey.ArchiveSurvey;
import io.mmdino.survey.ArchiveSurvey.FileCount;
import io.mmdino.survey.StudyStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Merges the surveyed studies with the manifest, both in the order of the hashed ids, and decides which studies are to be read.
 */
public final class Planner {

    private final IngestRequest request;
    private final LabelTable labels;
    private final SplitTable splits;
    private final String settingsHash;
    private final SpillSorter todo;
    private final SpillLog found;
    private final SpillSorter worked;
    private long studies;
    private final ReasonCount reasons = new ReasonCount();
    private final SimilarPatients similar;
    private long named;
    private long labelled;
    private long unchanged;
    private long unchangedRefused;
    private long absent;
    private long used;
    private long unused;
    private long refused;

    public Planner(IngestRequest request, LabelTable labels, SplitTable splits, SpillFolder spill) throws IOException {
        this.request = request;
        this.labels = labels;
        this.splits = splits;
        settingsHash = request.settings().hash();
        todo = spill.sorter();
        found = spill.log();
        worked = spill.sorter();
        similar = new SimilarPatients(request.key(), spill);
    }

    public IngestPlan plan(ArchiveSurvey survey, ManifestReader manifest) throws IOException {
        try (StudyStream stream = survey.studies()) {
            for (Optional<StudyStream.Study> study = stream.next(); study.isPresent(); study = stream.next()) {
                studies++;
                plan(study.get(), manifest.find(study.get().hash(), entry -> absent++));
            }
        }
        manifest.rest(entry -> absent++);
        FileCount files = survey.count(used, unused, refused);
        if (!files.balances()) {
            throw new IngestException("files were lost while planning (" + files.sentence() + "); please report it");
        }
        return new IngestPlan(
                studies, named, labelled, unchanged, unchangedRefused, absent, reasons, files, todo, found, worked);
    }

    /** Warnings about patients that may be one, free of ids. */
    List<String> warnings() throws IOException {
        return similar.notes();
    }

    private void plan(StudyStream.Study found, Optional<ManifestEntry> known) throws IOException {
        if (found.isBrokenFile()) {
            refused += found.count();
        } else {
            used += found.study().files();
            unused += found.count() - found.study().files();
        }
        StudyFacts facts = facts(found.hash(), found.study());
        if (!found.isBrokenFile()) {
            similar.add(found.study().subject(), facts.split());
        }
        String stamp = stamp(found.files());
        String refusal = found.study().refusal();
        if (isUnchanged(facts, stamp, known)
                && (refusal.isEmpty() || refusal.equals(known.orElseThrow().reason()))) {
            keep(found.study(), known.orElseThrow());
        } else if (refusal.isEmpty()) {
            read(found.study(), facts, stamp, known);
        } else {
            refuse(found.study(), facts, stamp);
        }
    }

    private void read(ArchiveStudy study, StudyFacts facts, String stamp, Optional<ManifestEntry> known)
            throws IOException {
        String knownHash = known.filter(entry -> entry.status() == Status.ACCEPTED)
                .filter(entry -> entry.knows(facts, settingsHash))
                .filter(entry -> !WorkedStudy.isRefused(entry.status(), entry.series()))
                .map(ManifestEntry::contentHash)
                .orElse("");
        study.unused().forEach(one -> reasons.notUsed(one.reason()));
        StudyTask task = new StudyTask(facts, stamp, study.series(), study.unused(), study.notes(), knownHash);
        todo.add(Entry.of(String.format("%016x%s", Long.MAX_VALUE - study.bytes(), facts.study()), Json.write(task)));
        found.add(new IngestPlan.FoundStudy(facts.study(), true, crosswalk(facts.study(), study)).entry());
    }

    private void refuse(ArchiveStudy study, StudyFacts facts, String stamp) throws IOException {
        reasons.refused(study.refusal());
        // no file was read to its end, so the stamp stands for the content
        StudyOutcome outcome =
                new StudyOutcome(facts.study(), false, Status.REFUSED, study.refusal(), stamp, 0, List.of());
        WorkedStudy refusal = new WorkedStudy(facts, stamp, outcome, "", 0)
                .under(request.settings().limits());
        worked.add(Entry.of(facts.study(), Json.write(refusal)));
        found.add(new IngestPlan.FoundStudy(facts.study(), true, crosswalk(facts.study(), study)).entry());
    }

    private boolean isUnchanged(StudyFacts facts, String stamp, Optional<ManifestEntry> known) {
        return known.filter(entry -> entry.knows(facts, settingsHash))
                .filter(entry -> entry.stamp()
                        .equals(
                                WorkedStudy.isRefused(entry.status(), entry.series())
                                        ? WorkedStudy.refusal(
                                                stamp, request.settings().limits())
                                        : stamp))
                .isPresent();
    }

    private void keep(ArchiveStudy study, ManifestEntry known) throws IOException {
        unchanged++;
        reasons.add(known);
        unchangedRefused += known.status() == Status.REFUSED ? 1 : 0;
        String hash = known.facts().study();
        found.add(new IngestPlan.FoundStudy(hash, false, crosswalk(hash, study)).entry());
    }

    private StudyFacts facts(String hash, ArchiveStudy study) {
        IdKey key = request.key();
        IngestSettings settings = request.settings();
        named += labels.names(study) ? 1 : 0;
        Split split = splits.of(study.subject())
                .orElseGet(() -> key.split(study.subject(), settings.validationShare(), settings.testShare()));
        OptionalInt label = labels.of(study);
        labelled += label.isPresent() ? 1 : 0;
        return new StudyFacts(hash, key.subject(study.subject()), request.site(), split, label);
    }

    private String crosswalk(String hash, ArchiveStudy study) {
        return Crosswalk.line(hash, study.id(), request.key().subject(study.subject()), study.subject());
    }

    private String stamp(List<FoundFile> files) {
        Function<FoundFile, String> line = found -> found.sequence()
                + ' '
                + found.file().location()
                + ' '
                + found.file().bytes()
                + ' '
                + found.file().modified()
                + '\n';
        return request.key().stamp(files.stream().map(line).sorted().collect(Collectors.joining()));
    }
}
