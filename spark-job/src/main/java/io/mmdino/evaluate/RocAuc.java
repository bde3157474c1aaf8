package io.mmdino.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The area under the ROC curve of one class against the rest: the share of pairs in the right order, ties half. */
final class RocAuc {

    private RocAuc() {}

    /**
     * Mean over the classes that have rows both in and out of them, NaN when there is none. Agrees with scikit-learn where every
     * class occurs; scikit-learn refuses a missing class.
     */
    static double macro(Predictions predictions) {
        return IntStream.range(0, predictions.classes())
                .mapToDouble(k -> oneAgainstRest(predictions, k))
                .filter(auc -> !Double.isNaN(auc))
                .average()
                .orElse(Double.NaN);
    }

    private static double oneAgainstRest(Predictions predictions, int k) {
        int n = predictions.rows();
        double[] scores = IntStream.range(0, n)
                .mapToDouble(row -> predictions.probabilities()[row][k])
                .toArray();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        double rankSum = 0;
        long inside = 0;
        for (int from = 0; from < n; ) {
            int to = from;
            long insideHere = 0;
            while (to < n && scores[order[to]] == scores[order[from]]) {
                insideHere += predictions.labels()[order[to]] == k ? 1 : 0;
                to++;
            }
            // Tied rows share the mean of the ranks from + 1 to `to`.
            rankSum += insideHere * (from + 1 + to) / 2.0;
            inside += insideHere;
            from = to;
        }
        double pairs = (double) inside * (n - inside);
        return pairs == 0 ? Double.NaN : (rankSum - inside * (inside + 1) / 2.0) / pairs;
    }
}
