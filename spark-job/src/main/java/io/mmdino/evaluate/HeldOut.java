package io.mmdino.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Held-out rows for choosing C: one random share of train, as in the paper, when that share has enough rows and the rest
 * still has every class; otherwise stratified folds of about that share, so that each row is held out once.
 *
 * @param parts rows held out in each fit, which uses all other rows
 */
record HeldOut(List<int[]> parts) {

    static HeldOut of(int[] labels, EvaluationSettings settings) {
        int rows = labels.length;
        if (rows < 2) {
            throw new IllegalArgumentException(rows + " labelled training studies, wanted 2 or more to choose C");
        }
        SplittableRandom random = new SplittableRandom(settings.seed());
        int[] order = shuffled(IntStream.range(0, rows).toArray(), random);
        int size = (int) Math.round(settings.heldOutShare() * rows);
        if (size >= settings.smallestHeldOut()) {
            int[] part = Arrays.copyOf(order, size);
            int[] rest = Arrays.copyOfRange(order, size, rows);
            if (classes(labels, rest) == classes(labels, order) && classes(labels, part) > 1) {
                return new HeldOut(List.of(part));
            }
        }
        return new HeldOut(folds(labels, order, (int) Math.round(1 / settings.heldOutShare())));
    }

    /** Assigns the rows, sorted by class, to the folds in turn, so that each fold gets its share of each class. */
    private static List<int[]> folds(int[] labels, int[] order, int wanted) {
        int folds = Math.min(wanted, order.length);
        int[] byClass = IntStream.of(order)
                .boxed()
                .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> parts = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int first = fold;
            parts.add(IntStream.range(0, byClass.length)
                    .filter(i -> i % folds == first)
                    .map(i -> byClass[i])
                    .toArray());
        }
        return parts;
    }

    /** All rows that are not in {@code part}, ascending. */
    static int[] others(int rows, int[] part) {
        boolean[] out = new boolean[rows];
        IntStream.of(part).forEach(row -> out[row] = true);
        return IntStream.range(0, rows).filter(row -> !out[row]).toArray();
    }

    /** Shuffles in place by Fisher and Yates. */
    static int[] shuffled(int[] rows, SplittableRandom random) {
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = rows[i];
            rows[i] = rows[j];
            rows[j] = swapped;
        }
        return rows;
    }

    private static long classes(int[] labels, int[] rows) {
        return IntStream.of(rows).map(row -> labels[row]).distinct().count();
    }
}
