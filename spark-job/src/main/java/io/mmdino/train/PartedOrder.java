package io.mmdino.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Endless orders of studies for the places of a batch. Studies and places are divided into the same number of parts, each with a
 * {@link StudyOrder} of its own, so that a worker that fills some of the places needs the windows of some of the studies only. The
 * number of parts depends on the numbers of studies and places alone, not on the workers.
 *
 * <p>Letters: N = studies, S = places, P = parts: the largest divisor of S with N/P of at least 64. Parts differ by one study at
 * most, so a study comes up to 1/64 more often than one of another part; with fewer than 128 studies there is one part.
 */
final class PartedOrder {

    private static final int LEAST_STUDIES = 64;

    private final int places;
    private final int parts;
    private final List<StudyOrder> orders;

    /**
     * @param size number of studies, N
     * @param places of a batch, S
     * @param purpose name of the random stream, different for each order of a run
     */
    PartedOrder(long seed, int size, int places, String purpose) {
        this.places = places;
        this.parts = IntStream.rangeClosed(1, places)
                .filter(p -> places % p == 0 && (p == 1 || size / p >= LEAST_STUDIES))
                .max()
                .orElse(1);
        this.orders = IntStream.range(0, parts)
                .mapToObj(part -> new StudyOrder(
                        seed, (size - part + parts - 1) / parts, part == 0 ? purpose : purpose + " of part " + part))
                .toList();
    }

    /** Indices of the studies of an iteration's batch, by place, [S]. */
    int[] at(long iteration) {
        IntStream.Builder studies = IntStream.builder();
        int each = places / parts;
        for (int part = 0; part < parts; part++) {
            int own = part;
            IntStream.of(orders.get(part).at(iteration * each, each))
                    .map(i -> i * parts + own)
                    .forEach(studies);
        }
        return studies.build().toArray();
    }

    /** Indices of the studies that may come to places {@code from} (inclusive) to {@code to} (exclusive). */
    List<Integer> studies(int from, int to) {
        List<Integer> studies = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int each = places / parts;
            if (from < (part + 1) * each && to > part * each) {
                for (int i = 0; i < orders.get(part).size(); i++) {
                    studies.add(i * parts + part);
                }
            }
        }
        return studies;
    }
}
