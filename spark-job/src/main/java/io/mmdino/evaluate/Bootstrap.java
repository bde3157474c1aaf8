package io.mmdino.evaluate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The percentile bootstrap: subjects are drawn with replacement, all studies of a subject together, as often as there
 * are subjects; the middle 95 % of the metric over the draws is its interval. Equal seeds give equal intervals.
 *
 * <p>Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 *
 * @param draws number of draws, 1 or more
 */
public record Bootstrap(long seed, int draws) {

    /** A range of a metric; both ends are NaN when the metric was undefined in every draw. */
    public record Interval(double low, double high) {}

    private static final double TAIL = 0.025;

    public Bootstrap {
        if (draws < 1) {
            throw new IllegalArgumentException("bootstrap draws is " + draws + ", wanted 1 or more");
        }
    }

    /** The 95 % interval of a metric. Draws in which the metric is undefined are left out. */
    public Interval interval(Predictions predictions, Metric metric) {
        return interval(predictions.groups(), rows -> metric.of(predictions.rows(rows)), TAIL);
    }

    /**
     * The interval of any statistic of rows. Draws in which it is NaN are left out.
     *
     * @param groups number of each row's subject, 0 to n - 1, [n]
     * @param statistic value of some rows, which may name a row several times
     * @param tail share of the draws below the interval, and above it; more than 0 and less than 0.5
     */
    public Interval interval(int[] groups, ToDoubleFunction<int[]> statistic, double tail) {
        if (!(tail > 0 && tail < 0.5)) {
            throw new IllegalArgumentException("the tail of an interval is " + tail + ", wanted above 0 and below 0.5");
        }
        int[][] members = members(groups);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = DoubleStream.generate(() -> statistic.applyAsDouble(draw(members, random)))
                .limit(draws)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return new Interval(percentile(values, tail), percentile(values, 1 - tail));
    }

    /** The 95 % intervals of all metrics, each from the same draws. */
    Map<Metric, Interval> intervals(Predictions predictions) {
        Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            intervals.put(metric, interval(predictions, metric));
        }
        return intervals;
    }

    private static int[][] members(int[] groups) {
        int count = Arrays.stream(groups).max().orElse(-1) + 1;
        return IntStream.range(0, count)
                .mapToObj(group -> IntStream.range(0, groups.length)
                        .filter(row -> groups[row] == group)
                        .toArray())
                .filter(rows -> rows.length > 0)
                .toArray(int[][]::new);
    }

    private static int[] draw(int[][] members, SplittableRandom random) {
        return IntStream.range(0, members.length)
                .mapToObj(subject -> members[random.nextInt(members.length)])
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    /** The percentile of sorted values by linear interpolation, as numpy's default. */
    private static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
