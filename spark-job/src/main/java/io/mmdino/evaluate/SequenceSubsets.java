package io.mmdino.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of the missing-sequence table. */
public final class SequenceSubsets {

    /** Above this the 2^M rows are too many for a table, and each costs a pass over the test set. */
    private static final int MOST_SEQUENCES_ENUMERATED = 6;

    private SequenceSubsets() {}

    /**
     * All subsets of at least {@code smallest} sequences, small ones first, each in the order of the cohort; of more than six
     * sequences only the subsets that lack one or none. Four sequences with {@code smallest} 2 make 11 subsets.
     */
    public static List<SequenceSubset> all(List<String> sequences, int smallest) {
        int m = sequences.size();
        int least = m > MOST_SEQUENCES_ENUMERATED ? m - 1 : Math.min(smallest, m);
        List<Integer> kept = new ArrayList<>();
        if (m > MOST_SEQUENCES_ENUMERATED) {
            int full = full(m);
            IntStream.range(0, m).map(i -> full & ~(1 << i)).forEach(kept::add);
            kept.add(full);
        } else {
            IntStream.rangeClosed(1, full(m))
                    .filter(bits -> Integer.bitCount(bits) >= least)
                    .forEach(kept::add);
        }
        kept.sort(
                Comparator.<Integer>comparingInt(Integer::bitCount).thenComparingInt(SequenceSubsets::firstNamesFirst));
        return kept.stream()
                .map(bits -> SequenceSubset.keeping(sequences, bits))
                .toList();
    }

    /**
     * All rows of the table in their order: {@link #all} and at last {@link SequenceSubset#dropOne}. The same arguments give the same
     * rows in every process.
     *
     * @param seed of the dropped sequences
     */
    public static List<SequenceSubset> table(List<String> sequences, int smallest, long seed) {
        List<SequenceSubset> rows = new ArrayList<>(all(sequences, smallest));
        rows.add(SequenceSubset.dropOne(sequences, seed));
        return List.copyOf(rows);
    }

    private static int full(int m) {
        if (m < 1 || m > 30) {
            throw new IllegalArgumentException(m + " sequences, wanted 1 to 30");
        }
        return (1 << m) - 1;
    }

    private static int firstNamesFirst(int bits) {
        return -(Integer.reverse(bits) >>> 1);
    }
}
