package io.mmdino.phantom;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws who is in a cohort: names, classes, who is labelled and who lacks which sequence, each apart from the others. */
final class Roster {
    private Roster() {}

    /** All patients, ordered by id, so that the order tells nothing. */
    static List<Patient> draw(PhantomSettings settings) {
        Draws cohort = Draws.of(settings.seed(), settings.site(), -1);
        Draws classes = cohort.split();
        boolean[] labelled = some(cohort.split(), settings.studies(), settings.labelled());
        boolean[] lacking = some(cohort.split(), settings.studies(), settings.missing());
        Draws sequences = cohort.split();
        int salt = (int) cohort.bits();
        return IntStream.range(0, settings.studies())
                .mapToObj(index -> {
                    Subtype subtype = Subtype.values()[classes.below(Subtype.values().length)];
                    MrSequence sequence = MrSequence.values()[sequences.below(MrSequence.COUNT)];
                    Optional<MrSequence> missing = lacking[index] ? Optional.of(sequence) : Optional.empty();
                    return new Patient(index, id(index, salt), subtype, labelled[index], missing);
                })
                .sorted(Comparator.comparing(Patient::id))
                .toList();
    }

    /** Eight hex digits; no two indices get the same, because every step can be undone. */
    private static String id(int index, int salt) {
        int h = index ^ salt;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return String.format("%08x", h ^ (h >>> 16));
    }

    /** Marks {@code share} of {@code count}, rounded to whole ones, drawn without regard to anything. */
    private static boolean[] some(Draws draws, int count, double share) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = draws.below(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        boolean[] chosen = new boolean[count];
        Arrays.stream(order).limit(Math.round(share * count)).forEach(i -> chosen[i] = true);
        return chosen;
    }
}
