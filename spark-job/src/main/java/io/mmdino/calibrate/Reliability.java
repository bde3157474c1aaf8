package io.mmdino.calibrate;

import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Bootstrap.Interval;
import io.mmdino.evaluate.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often predictions of a confidence are right: the reliability table over bins of equal width, and the expected calibration
 * error {@code sum over bins of n_b / n * |accuracy_b - confidence_b|}. The confidence of a prediction is its largest probability.
 *
 * <p>Source: Guo et al., arXiv:1706.04599, section 2. A bin holds the confidences above its lower end up to its upper end; the
 * first also holds 0. The error of few studies is biased upwards, so the interval need not hold the value.
 *
 * @param studies number of predictions, n
 * @param error expected calibration error, 0 to 1
 * @param errorLow lower end of its 95 % interval; patients are drawn, see {@link Bootstrap}
 * @param errorHigh upper end
 * @param largestError largest difference of a bin that holds studies, 0 to 1
 * @param bins from confidence 0 to 1
 */
public record Reliability(
        int studies, double error, double errorLow, double errorHigh, double largestError, List<Bin> bins) {

    private static final int MOST_BINS = 1000;
    private static final double TAIL = 0.025;

    /**
     * One bin.
     *
     * @param low lower end of its confidences, not in it
     * @param high upper end, in it
     * @param studies number of predictions in it
     * @param confidence mean confidence; NaN without studies
     * @param accuracy share of right predictions; NaN without studies
     * @param accuracyLow lower end of the accuracy's 95 % interval; NaN without studies
     * @param accuracyHigh upper end
     */
    public record Bin(
            double low,
            double high,
            int studies,
            double confidence,
            double accuracy,
            double accuracyLow,
            double accuracyHigh) {}

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Measures predictions.
     *
     * @param bins number of bins, 1 to 1000; 15 in the paper
     * @throws IllegalArgumentException when a probability is none
     */
    public static Reliability of(Predictions predictions, int bins, Bootstrap bootstrap) {
        if (bins < 1 || bins > MOST_BINS) {
            throw new IllegalArgumentException("the reliability table has " + bins + " bins, wanted 1 to " + MOST_BINS);
        }
        Probabilities.check(predictions);
        Outcomes outcomes = Outcomes.of(predictions, bins);
        int[] all = IntStream.range(0, predictions.rows()).toArray();
        Sums sums = outcomes.sums(all);
        Interval interval = bootstrap.interval(
                predictions.groups(), rows -> outcomes.sums(rows).error(), TAIL);
        List<Bin> table = new ArrayList<>();
        for (int b = 0; b < bins; b++) {
            table.add(bin(outcomes, sums, b, predictions.groups(), bootstrap));
        }
        return new Reliability(
                predictions.rows(), sums.error(), interval.low(), interval.high(), sums.largestError(), table);
    }

    private static Bin bin(Outcomes outcomes, Sums sums, int b, int[] groups, Bootstrap bootstrap) {
        double low = (double) b / sums.counts.length;
        double high = (double) (b + 1) / sums.counts.length;
        int count = sums.counts[b];
        if (count == 0) {
            return new Bin(low, high, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        Interval interval = bootstrap.interval(groups, rows -> outcomes.accuracy(rows, b), TAIL);
        return new Bin(
                low, high, count, sums.confidences[b] / count, sums.hits[b] / count, interval.low(), interval.high());
    }

    /** Confidence, bin and success of each row. */
    private record Outcomes(double[] confidence, int[] bin, boolean[] right, int bins) {

        static Outcomes of(Predictions predictions, int bins) {
            int n = predictions.rows();
            double[] confidence = new double[n];
            int[] bin = new int[n];
            boolean[] right = new boolean[n];
            for (int row = 0; row < n; row++) {
                confidence[row] = Probabilities.confidence(predictions.probabilities()[row]);
                bin[row] = Math.min(bins - 1, Math.max(0, (int) Math.ceil(confidence[row] * bins) - 1));
                right[row] = predictions.predicted(row) == predictions.labels()[row];
            }
            return new Outcomes(confidence, bin, right, bins);
        }

        Sums sums(int[] rows) {
            Sums sums = new Sums(new int[bins], new double[bins], new double[bins]);
            for (int row : rows) {
                sums.counts[bin[row]]++;
                sums.confidences[bin[row]] += confidence[row];
                sums.hits[bin[row]] += right[row] ? 1 : 0;
            }
            return sums;
        }

        double accuracy(int[] rows, int wanted) {
            long inside = IntStream.of(rows).filter(row -> bin[row] == wanted).count();
            long hits = IntStream.of(rows)
                    .filter(row -> bin[row] == wanted && right[row])
                    .count();
            return inside == 0 ? Double.NaN : (double) hits / inside;
        }
    }

    /** Sums over the rows of each bin. */
    private record Sums(int[] counts, double[] confidences, double[] hits) {

        double error() {
            int n = IntStream.of(counts).sum();
            double sum = 0;
            for (int b = 0; b < counts.length; b++) {
                sum += Math.abs(hits[b] - confidences[b]) / n;
            }
            return sum;
        }

        double largestError() {
            return IntStream.range(0, counts.length)
                    .filter(b -> counts[b] > 0)
                    .mapToDouble(b -> Math.abs(hits[b] - confidences[b]) / counts[b])
                    .max()
                    .orElse(0);
        }
    }
}
