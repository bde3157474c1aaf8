package io.mmdino.evaluate;

/**
 * Counts of true and predicted classes. Its metrics agree with scikit-learn 1.2, degenerate cases included.
 *
 * <p>Letters: K = classes.
 *
 * @param counts number of rows of true class t predicted as p: {@code counts[t][p]}, [K][K]
 */
public record ConfusionMatrix(long[][] counts) {

    /** Counts the rows of predictions by true and most probable class. */
    public static ConfusionMatrix of(Predictions predictions) {
        long[][] counts = new long[predictions.classes()][predictions.classes()];
        for (int row = 0; row < predictions.rows(); row++) {
            counts[predictions.labels()[row]][predictions.predicted(row)]++;
        }
        return new ConfusionMatrix(counts);
    }

    /**
     * Matthews' correlation for many classes, Gorodkin's R_K: the covariance of labels and predictions over their
     * spreads. 0 when either holds one class only.
     *
     * <p>Source: Gorodkin, Comput. Biol. Chem. 28 (2004), equation 8.
     */
    public double mcc() {
        double n = total();
        double both = 0;
        double spreadTrue = n * n;
        double spreadPredicted = n * n;
        for (int k = 0; k < counts.length; k++) {
            both += (double) counts[k][k] * n - (double) actual(k) * predicted(k);
            spreadTrue -= (double) actual(k) * actual(k);
            spreadPredicted -= (double) predicted(k) * predicted(k);
        }
        double spread = spreadTrue * spreadPredicted;
        return spread == 0 ? 0 : both / Math.sqrt(spread);
    }

    /** Mean recall of the classes that have rows. */
    public double meanPerClassAccuracy() {
        double sum = 0;
        int classes = 0;
        for (int k = 0; k < counts.length; k++) {
            if (actual(k) > 0) {
                sum += (double) counts[k][k] / actual(k);
                classes++;
            }
        }
        return sum / classes;
    }

    /** Mean F1 of the classes that occur among labels or predictions; a class without a hit has F1 0. */
    public double macroF1() {
        double sum = 0;
        int classes = 0;
        for (int k = 0; k < counts.length; k++) {
            long either = actual(k) + predicted(k);
            if (either > 0) {
                sum += 2.0 * counts[k][k] / either;
                classes++;
            }
        }
        return sum / classes;
    }

    /** Share of rows that are predicted right. */
    public double accuracy() {
        long hits = 0;
        for (int k = 0; k < counts.length; k++) {
            hits += counts[k][k];
        }
        return (double) hits / total();
    }

    /** Cohen's kappa; NaN when labels and predictions hold the same one class, as chance then explains everything. */
    public double kappa() {
        double n = total();
        double expected = 0;
        for (int k = 0; k < counts.length; k++) {
            expected += actual(k) / n * predicted(k) / n;
        }
        return expected == 1 ? Double.NaN : 1 - (1 - accuracy()) / (1 - expected);
    }

    private long total() {
        long sum = 0;
        for (int k = 0; k < counts.length; k++) {
            sum += actual(k);
        }
        return sum;
    }

    private long actual(int k) {
        long sum = 0;
        for (long count : counts[k]) {
            sum += count;
        }
        return sum;
    }

    private long predicted(int k) {
        long sum = 0;
        for (long[] row : counts) {
            sum += row[k];
        }
        return sum;
    }
}
