package io.mmdino.phantom;

import io.mmdino.phantom.PhantomImages.MrSequence;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws the patients of a cohort: ids, classes, who is labelled and who lacks which sequence, each independent of the others. */
final class Roster {
    private Roster() {}

    /** Draws all patients. They are ordered by id, so that their order is independent of their class. */
    static List<Patient> draw(PhantomSettings settings) {
        Draws cohort = Draws.of(settings.seed(), settings.site(), -1);
        Draws classes = cohort.split();
        boolean[] labelled = choose(cohort.split(), settings.studies(), settings.labelled());
        boolean[] lacking = choose(cohort.split(), settings.studies(), settings.missing());
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

    /** Id of eight hex digits. Different indices have different ids, because every step of the mixing is invertible. */
    private static String id(int index, int salt) {
        int h = index ^ salt;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return String.format("%08x", h ^ (h >>> 16));
    }

    /** Marks a random choice of {@code share} times {@code count}, rounded, of {@code count} patients. */
    private static boolean[] choose(Draws draws, int count, double share) {
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

    /**
     * One patient of a cohort.
     *
     * @param index number from 0, which selects the patient's random numbers
     * @param id id without the prefix {@code sub-}
     * @param subtype class of the lesion
     * @param labelled whether the class is in {@code phenoData.csv}
     * @param missing sequence that the study lacks
     */
    record Patient(int index, String id, Subtype subtype, boolean labelled, Optional<MrSequence> missing) {

        String folder() {
            return "sub-" + id;
        }
    }

    /** Glioma subtypes. The ordinal is the class index in {@code phenoData.csv}. */
    enum Subtype {
        /** Class 0. IDH-mutant: T2-FLAIR mismatch, bright on t2, dark core with a bright rim on flair. */
        ASTROCYTOMA,
        /** Class 1. IDH-wild-type: on t1c a bright ring around a necrotic core, oedema around it on t2 and flair. */
        GLIOBLASTOMA,
        /** Class 2. 1p/19q-codeleted: near the cortex, heterogeneous, specks of calcium that are dark everywhere. */
        OLIGODENDROGLIOMA
    }
}
