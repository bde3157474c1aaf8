package io.mmdino.evaluate;

import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Some of a cohort's sequences; the others are treated as missing.
 *
 * @param name as tables show it
 * @param sequences names of the sequences kept; all of them where one is dropped at random
 * @param complete whether every study keeps all its sequences
 * @param choice which sequences of a study remain
 */
public record SequenceSubset(String name, List<String> sequences, boolean complete, SequenceChoice choice) {

    /** Which of a study's sequences an encoder may use. */
    @FunctionalInterface
    public interface SequenceChoice {

        /** All sequences that the study has. */
        SequenceChoice ALL = study -> study.present().clone();

        /** @return a new array, true only where the study has the sequence, [M] */
        boolean[] of(StudyEntry study);
    }

    /** Keeps all sequences. */
    public static SequenceSubset whole(List<String> all) {
        return new SequenceSubset(String.join("+", all), List.copyOf(all), true, SequenceChoice.ALL);
    }

    /** Keeps the sequences whose bit is set in {@code kept}. */
    static SequenceSubset keeping(List<String> all, int kept) {
        List<String> names = IntStream.range(0, all.size())
                .filter(m -> (kept >> m & 1) == 1)
                .mapToObj(all::get)
                .toList();
        return new SequenceSubset(String.join("+", names), names, names.equals(all), study -> {
            boolean[] present = study.present().clone();
            for (int m = 0; m < present.length; m++) {
                present[m] &= (kept >> m & 1) == 1;
            }
            return present;
        });
    }

    /** Drops one sequence of each study that has two or more, drawn from the seed and the study's hashed id. */
    static SequenceSubset dropOne(List<String> all, long seed) {
        return new SequenceSubset("one dropped at random", List.copyOf(all), false, study -> {
            boolean[] present = study.present().clone();
            int[] has =
                    IntStream.range(0, present.length).filter(m -> present[m]).toArray();
            if (has.length > 1) {
                present[has[new SplittableRandom(mixed(seed, study)).nextInt(has.length)]] = false;
            }
            return present;
        });
    }

    private static long mixed(long seed, StudyEntry study) {
        long hash = seed;
        for (int i = 0; i < study.study().length(); i++) {
            hash = hash * 0x9E3779B97F4A7C15L + study.study().charAt(i);
        }
        return hash;
    }
}
