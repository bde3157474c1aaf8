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

/** Who trains on which studies. */
public final class WorkerAssignment {

    private WorkerAssignment() {}

    /**
     * Deals the accepted TRAIN studies to workers like cards, those with a label first, each kind by its hashed id: every
     * worker gets as many labelled and as many unlabelled ones as any other, but for one. The same studies are always dealt
     * alike, in whatever order they come.
     *
     * @return hashed ids, a set for each worker; together all TRAIN studies, none twice
     * @throws IllegalArgumentException when there are fewer studies than workers, or no worker
     */
    public static List<SortedSet<String>> deal(List<ManifestEntry> entries, int workers) {
        List<StudyFacts> cards = entries.stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .map(ManifestEntry::facts)
                .filter(facts -> facts.split() == Split.TRAIN)
                .sorted(Comparator.comparing((StudyFacts facts) -> facts.label().isEmpty())
                        .thenComparing(StudyFacts::study))
                .toList();
        if (workers < 1 || cards.size() < workers) {
            throw new IllegalArgumentException("the shards hold " + cards.size() + " TRAIN studies for " + workers
                    + " workers, wanted a worker or more and a study or more for each: set averaging.workers so, or "
                    + "ingest more studies");
        }
        List<SortedSet<String>> hands = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            hands.add(new TreeSet<>());
        }
        for (int card = 0; card < cards.size(); card++) {
            hands.get(card % workers).add(cards.get(card).study());
        }
        return List.copyOf(hands);
    }
}
