package io.mmdino.job;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Assignment of studies to the workers of a training run. */
public final class WorkerAssignment {

    private WorkerAssignment() {}

    /**
     * Assigns the accepted TRAIN studies to the workers in turn (round robin), labelled studies first, each kind in order of hashed id.
     * The numbers of labelled studies of two workers differ by at most one, and so do their numbers of unlabelled studies. The
     * result does not depend on the order of the entries.
     *
     * @return hashed ids of each worker's studies, by rank; together all TRAIN studies, none twice
     * @throws IllegalArgumentException when there are fewer studies than workers, or no workers
     */
    public static List<SortedSet<String>> assign(List<ManifestEntry> entries, int workers) {
        List<StudyFacts> studies = entries.stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .map(ManifestEntry::facts)
                .filter(facts -> facts.split() == Split.TRAIN)
                .sorted(Comparator.comparing((StudyFacts facts) -> facts.label().isEmpty())
                        .thenComparing(StudyFacts::study))
                .toList();
        if (workers < 1 || studies.size() < workers) {
            throw new IllegalArgumentException("the shards hold " + studies.size() + " TRAIN studies for " + workers
                    + " workers, wanted a worker or more and a study or more for each: set averaging.workers so, or "
                    + "ingest more studies");
        }
        List<SortedSet<String>> assigned = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            assigned.add(new TreeSet<>());
        }
        for (int study = 0; study < studies.size(); study++) {
            assigned.get(study % workers).add(studies.get(study).study());
        }
        return List.copyOf(assigned);
    }
}
