package io.mmdino.ingest;

import io.mmdino.archive.Archive;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.LabelTable;
import io.mmdino.archive.SplitTable;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.StudyFacts;
import io.mmdino.shard.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run has to do: which studies are to be read, which are as the manifest knows them, which have left the archive.
 *
 * @param todo largest first, so that the last tasks of the stage are short
 * @param stamps of the studies in todo, by study
 * @param unchanged entries of studies that need not be read
 * @param absent entries of studies that the archive no longer holds
 */
record IngestPlan(
        List<StudyTask> todo, Map<String, String> stamps, List<ManifestEntry> unchanged, List<ManifestEntry> absent) {

    static IngestPlan of(
            IngestRequest request, Archive archive, LabelTable labels, SplitTable splits, Manifest manifest) {
        String settingsHash = request.settings().hash();
        Map<StudyTask, Long> todo = new HashMap<>();
        Map<String, String> stamps = new HashMap<>();
        List<ManifestEntry> unchanged = new ArrayList<>();
        Map<String, ManifestEntry> absent = new TreeMap<>();
        manifest.entries().forEach(entry -> absent.put(entry.facts().study(), entry));
        for (ArchiveStudy study : archive.studies()) {
            StudyFacts facts = facts(request, study, labels, splits);
            String stamp = stamp(request, study);
            absent.remove(facts.study());
            Optional<ManifestEntry> known = manifest.find(facts.study()).filter(e -> e.knows(facts, settingsHash));
            if (known.filter(entry -> entry.stamp().equals(stamp)).isPresent()) {
                unchanged.add(known.get());
            } else {
                stamps.put(facts.study(), stamp);
                todo.put(task(study, facts, known), study.bytes());
            }
        }
        List<StudyTask> ordered = todo.entrySet().stream()
                .sorted(Map.Entry.<StudyTask, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().study()))
                .map(Map.Entry::getKey)
                .toList();
        return new IngestPlan(ordered, stamps, unchanged, List.copyOf(absent.values()));
    }

    /** Whether the folder will be other than it is. */
    boolean changes(boolean forgetAbsent) {
        return !todo.isEmpty() || forgetAbsent && !absent.isEmpty();
    }

    private static StudyFacts facts(IngestRequest request, ArchiveStudy study, LabelTable labels, SplitTable splits) {
        IdKey key = request.key();
        IngestSettings settings = request.settings();
        Split split = splits.of(study.subject())
                .orElseGet(() -> key.split(study.subject(), settings.validationShare(), settings.testShare()));
        return new StudyFacts(
                key.study(study.id()), key.subject(study.subject()), request.site(), split, labels.of(study));
    }

    private static StudyTask task(ArchiveStudy study, StudyFacts facts, Optional<ManifestEntry> known) {
        Map<String, String> paths = new TreeMap<>();
        study.files().forEach((sequence, file) -> paths.put(sequence, file.path()));
        return new StudyTask(
                facts.study(),
                facts.subject(),
                facts.site(),
                facts.split(),
                facts.label().orElse(-1),
                paths,
                study.notes(),
                known.map(ManifestEntry::contentHash).orElse(""));
    }

    private static String stamp(IngestRequest request, ArchiveStudy study) {
        StringBuilder files = new StringBuilder();
        study.files().forEach((sequence, file) -> files.append(sequence)
                .append(' ')
                .append(file.path())
                .append(' ')
                .append(file.bytes())
                .append(' ')
                .append(file.modified())
                .append('\n'));
        return request.key().stamp(files.toString());
    }
}
