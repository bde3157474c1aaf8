package io.mmdino.ingest;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.SeriesSource;
import io.mmdino.archive.StudyAssembly;
import io.mmdino.archive.table.LabelTable;
import io.mmdino.archive.table.SplitTable;
import io.mmdino.disk.Json;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.manifest.Status;
import io.mmdino.manifest.StudyFacts;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.Split;
import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.study.IngestSettings;
import io.mmdino.survey.ArchiveSurvey;
import io.mmdino.survey.FileCount;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Walks the found studies beside the manifest, both in the order of the hashed ids, and sorts out what is to do. */
public final class Planner {

    private final IngestRequest request;
    private final LabelTable labels;
    private final SplitTable splits;
    private final String settingsHash;
    private final SpillSorter todo;
    private final SpillLog found;
    private final SpillSorter worked;
    private long studies;
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
    }

    public IngestPlan plan(ArchiveSurvey survey, ManifestReader manifest) throws IOException {
        try (StudyStream stream = new StudyStream(survey.byStudy())) {
            for (Optional<StudyStream.Study> study = stream.next(); study.isPresent(); study = stream.next()) {
                studies++;
                place(study.get(), manifest.find(study.get().study(), entry -> absent++));
            }
        }
        manifest.rest(entry -> absent++);
        FileCount files = survey.count(used, unused, refused);
        if (!files.balances()) {
            throw new IngestException("files were lost while planning (" + files.sentence() + "); please report it");
        }
        return new IngestPlan(studies, labelled, unchanged, unchangedRefused, absent, files, todo, found, worked);
    }

    private void place(StudyStream.Study study, Optional<ManifestEntry> known) throws IOException {
        FoundFile first = study.files().get(0);
        if (first.kind() == FoundFile.Kind.REFUSED) {
            refused += study.count();
            String id = ArchiveSurvey.idOf(first);
            refuse(study, new ArchiveStudy(id, id, Map.of(), List.of(), List.of()), known, first.reason());
        } else if (study.overflows()) {
            unused += study.count();
            ArchiveStudy named = new ArchiveStudy(first.id(), first.subject(), Map.of(), List.of(), List.of());
            refuse(
                    study,
                    named,
                    known,
                    "more than " + StudyStream.MOST_FILES + " files belong to this one study, by"
                            + " their names or ids; check what tells studies apart");
        } else {
            ArchiveStudy whole = StudyAssembly.of(study.files());
            used += whole.files();
            unused += study.count() - whole.files();
            if (whole.refusal().isEmpty()) {
                read(study, whole, known);
            } else {
                refuse(study, whole, known, whole.refusal());
            }
        }
    }

    private void read(StudyStream.Study study, ArchiveStudy whole, Optional<ManifestEntry> known) throws IOException {
        StudyFacts facts = facts(study.study(), whole);
        String stamp = stamp(study.files());
        if (isUnchanged(facts, stamp, known)) {
            keep(whole, known.orElseThrow());
            return;
        }
        String knownHash = known.filter(entry -> entry.status() == Status.ACCEPTED)
                .filter(entry -> entry.knows(facts, settingsHash))
                .map(ManifestEntry::contentHash)
                .orElse("");
        StudyTask task = task(whole, facts, stamp, knownHash);
        todo.add(Entry.of(String.format("%016x%s", Long.MAX_VALUE - whole.bytes(), facts.study()), Json.write(task)));
        found.add(new FoundStudy(study.study(), true, crosswalk(study.study(), whole)).entry());
    }

    private void refuse(StudyStream.Study study, ArchiveStudy named, Optional<ManifestEntry> known, String reason)
            throws IOException {
        StudyFacts facts = facts(study.study(), named);
        String stamp = stamp(study.files());
        if (isUnchanged(facts, stamp, known) && known.orElseThrow().reason().equals(reason)) {
            keep(named, known.orElseThrow());
            return;
        }
        // nothing was read to its end, so the stamp stands for the content
        StudyOutcome outcome = new StudyOutcome(facts.study(), false, Status.REFUSED, reason, stamp, 0, List.of());
        worked.add(Entry.of(
                facts.study(),
                Json.write(WorkedStudy.of(task(named, facts, stamp, ""), outcome, "", 0)
                        .under(request.settings().limits()))));
        found.add(new FoundStudy(study.study(), true, crosswalk(study.study(), named)).entry());
    }

    private boolean isUnchanged(StudyFacts facts, String stamp, Optional<ManifestEntry> known) {
        return known.filter(entry -> entry.knows(facts, settingsHash))
                .filter(entry -> entry.stamp()
                        .equals(
                                entry.status() == Status.REFUSED
                                        ? WorkedStudy.refusal(
                                                stamp, request.settings().limits())
                                        : stamp))
                .isPresent();
    }

    private void keep(ArchiveStudy study, ManifestEntry known) throws IOException {
        unchanged++;
        unchangedRefused += known.status() == Status.REFUSED ? 1 : 0;
        String hash = known.facts().study();
        found.add(new FoundStudy(hash, false, crosswalk(hash, study)).entry());
    }

    private StudyFacts facts(String hash, ArchiveStudy study) {
        IdKey key = request.key();
        IngestSettings settings = request.settings();
        labelled += labels.names(study) ? 1 : 0;
        Split split = splits.of(study.subject())
                .orElseGet(() -> key.split(study.subject(), settings.validationShare(), settings.testShare()));
        OptionalInt label = labels.of(study);
        return new StudyFacts(hash, key.subject(study.subject()), request.site(), split, label);
    }

    private String crosswalk(String hash, ArchiveStudy study) {
        return Crosswalk.line(hash, study.id(), request.key().subject(study.subject()), study.subject());
    }

    private static StudyTask task(ArchiveStudy study, StudyFacts facts, String stamp, String knownHash) {
        Map<String, List<SeriesSource>> series = study.series().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().map(SeriesSource::of).toList(),
                        (one, other) -> one,
                        TreeMap::new));
        return new StudyTask(
                facts.study(),
                facts.subject(),
                facts.site(),
                facts.split(),
                facts.label().orElse(-1),
                stamp,
                series,
                study.unused(),
                study.notes(),
                knownHash);
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
