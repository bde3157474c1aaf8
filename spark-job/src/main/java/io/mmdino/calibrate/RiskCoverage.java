package io.mmdino.calibrate;

import io.mmdino.evaluate.Predictions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Abstention: predictions below a threshold of confidence are withheld. The curve gives for each threshold the coverage (share of
 * studies that keep their prediction) and the risk (share of wrong ones among them); its area is the mean risk over the coverages
 * {@code 1/n, 2/n, ..., 1}.
 *
 * <p>Source: Geifman and El-Yaniv, Selective Classification for Deep Neural Networks, arXiv:1705.08500, sections 2 and 3. Equal
 * confidences enter together; within them the area takes the mean risk over their orders.
 *
 * @param studies number of predictions, n
 * @param area area under the curve, 0 (never wrong) to 1
 * @param points from the highest threshold to the lowest, whose coverage is 1; one for each confidence that occurs
 */
public record RiskCoverage(int studies, double area, List<Point> points) {

    /**
     * One point of the curve.
     *
     * @param threshold least confidence of a prediction that is kept
     * @param coverage share of studies that are kept, above 0
     * @param risk share of wrong predictions among them
     */
    public record Point(double threshold, double coverage, double risk) {}

    public RiskCoverage {
        points = List.copyOf(points);
        if (points.isEmpty() || points.get(points.size() - 1).coverage() != 1) {
            throw new IllegalArgumentException("a risk-coverage curve of " + points.size()
                    + " points that does not end at coverage 1; compute it again");
        }
    }

    /** @throws IllegalArgumentException when a probability is none */
    public static RiskCoverage of(Predictions predictions) {
        Probabilities.check(predictions);
        int n = predictions.rows();
        double[] confidence = IntStream.range(0, n)
                .mapToDouble(row -> Probabilities.confidence(predictions.probabilities()[row]))
                .toArray();
        int[] order = descending(confidence);
        List<Point> points = new ArrayList<>();
        double area = 0;
        int wrong = 0;
        for (int from = 0; from < n; ) {
            int to = from;
            int wrongHere = 0;
            while (to < n && confidence[order[to]] == confidence[order[from]]) {
                wrongHere += predictions.predicted(order[to]) == predictions.labels()[order[to]] ? 0 : 1;
                to++;
            }
            for (int kept = from + 1; kept <= to; kept++) {
                area += (wrong + wrongHere * (double) (kept - from) / (to - from)) / kept / n;
            }
            wrong += wrongHere;
            points.add(new Point(confidence[order[from]], (double) to / n, (double) wrong / to));
            from = to;
        }
        return new RiskCoverage(n, area, points);
    }

    private static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -values[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The point of the highest threshold that keeps at least a share of the studies.
     *
     * @param coverage wanted share, above 0 and at most 1
     */
    public Point at(double coverage) {
        if (!(coverage > 0 && coverage <= 1)) {
            throw new IllegalArgumentException("the coverage is " + coverage + ", wanted above 0 and at most 1");
        }
        return points.stream()
                .filter(point -> point.coverage() >= coverage)
                .findFirst()
                .orElseThrow();
    }
}
