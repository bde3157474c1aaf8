package io.mmdino.bench;

import java.util.Arrays;

/** The median, which one slow round does not move. */
final class Medians {

    private Medians() {}

    /** @param values one or more, left as they are */
    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
