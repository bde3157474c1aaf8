package io.mmdino.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which studies form the joined batch of all workers in an iteration, and which of them each worker computes. The batch depends on
 * seed, cohort and iteration only; a worker computes consecutive places of it.
 *
 * <p>Letters: J = studies of the joined batch, L = places for labelled studies, W = workers. Place t is for a labelled study where
 * {@code (t + 1) L / J} and {@code t L / J}, rounded down, differ, so that every worker has about as many; the other places are drawn
 * from all studies.
 */
final class JoinedBatches {

    private final Cohort cohort;
    private final int size;
    private final int labelledPlaces;
    private final int[] labelledStudies;
    private final Optional<PartedOrder> labelled;
    private final Optional<PartedOrder> all;

    /**
     * @param size J
     * @param labelledShare share of the places that only labelled studies take, 0 to 1; none without labelled studies
     */
    JoinedBatches(long seed, Cohort cohort, int size, double labelledShare) {
        this.cohort = cohort;
        this.size = size;
        labelledStudies = IntStream.range(0, cohort.size())
                .filter(i -> cohort.studies().get(i).label().isPresent())
                .toArray();
        labelledPlaces = labelledStudies.length == 0 ? 0 : (int) Math.round(labelledShare * size);
        labelled = order(seed, labelledStudies.length, labelledPlaces, "labelled order");
        all = order(seed, cohort.size(), size - labelledPlaces, "order");
    }

    private static Optional<PartedOrder> order(long seed, int studies, int places, String purpose) {
        return places == 0 ? Optional.empty() : Optional.of(new PartedOrder(seed, studies, places, purpose));
    }

    /**
     * A study of the joined batch.
     *
     * @param study index in the cohort
     * @param copy how often the study has come before in this batch: a batch of a small cohort may hold one several times
     */
    record Place(int study, int copy) {

        /** Name of the place's random stream for a purpose: the copies of a study are drawn apart. */
        String stream(String purpose) {
            return copy == 0 ? purpose : purpose + " " + copy;
        }
    }

    /** The joined batch of an iteration, [J]. */
    List<Place> at(long iteration) {
        int[] first = labelled.map(order -> order.at(iteration)).orElse(new int[0]);
        int[] others = all.map(order -> order.at(iteration)).orElse(new int[0]);
        Map<Integer, Integer> copies = new HashMap<>();
        return IntStream.range(0, size)
                .map(place -> {
                    int before = labelledBefore(place);
                    return labelledBefore(place + 1) > before ? labelledStudies[first[before]] : others[place - before];
                })
                .mapToObj(study -> new Place(study, copies.merge(study, 1, Integer::sum) - 1))
                .toList();
    }

    /** Labels of a joined batch. */
    List<OptionalInt> labels(List<Place> batch) {
        return batch.stream()
                .map(place -> cohort.studies().get(place.study()).label())
                .toList();
    }

    /** Hashed id of a place's study. */
    String id(Place place) {
        return cohort.studies().get(place.study()).id();
    }

    private int labelledBefore(int place) {
        return (int) ((long) place * labelledPlaces / size);
    }

    /**
     * The places that a worker computes, ascending; their numbers differ by one between workers at most.
     *
     * @throws IllegalArgumentException when there are more workers than places
     */
    int[] places(WorkerRank worker) {
        if (worker.workers() > size) {
            throw new IllegalArgumentException("averaging.workers is " + worker.workers() + ", wanted " + size
                    + " or fewer: each computes a study or more of the " + size + " of a step (train.batch-size)");
        }
        return IntStream.range(first(worker.rank(), worker.workers()), first(worker.rank() + 1, worker.workers()))
                .toArray();
    }

    private int first(int rank, int workers) {
        return (int) ((long) size * rank / workers);
    }

    /** Hashed ids of all studies that a worker may ever compute. */
    SortedSet<String> studies(WorkerRank worker) {
        int[] places = places(worker);
        int from = places[0];
        int to = places[places.length - 1] + 1;
        SortedSet<String> ids = new TreeSet<>();
        labelled.ifPresent(order -> order.studies(labelledBefore(from), labelledBefore(to))
                .forEach(i -> ids.add(cohort.studies().get(labelledStudies[i]).id())));
        all.ifPresent(order -> order.studies(from - labelledBefore(from), to - labelledBefore(to))
                .forEach(i -> ids.add(cohort.studies().get(i).id())));
        return ids;
    }

    int labelledStudies() {
        return labelledStudies.length;
    }
}
