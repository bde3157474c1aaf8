package io.mmdino.gate;

import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Bootstrap.Interval;
import io.mmdino.evaluate.Metric;
import io.mmdino.gate.Verdict.Blessing;
import io.mmdino.gate.Verdict.Outcome;
import io.mmdino.gate.Verdict.SliceVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a challenger with the champion by a paired bootstrap: patients are drawn with replacement, both models are measured on
 * the same draw, and the interval is that of the difference.
 *
 * <p>The challenger is blessed when the lower end is not below minus the margin on the whole frozen set and on every slice that is
 * large enough. All of them must pass, so no correction for several tests is needed: the chance to bless a challenger that is
 * worse on one slice is at most that of the test on this slice alone (intersection-union test; Berger, Technometrics 24 (1982)).
 *
 * @param names of the models and the hash of the frozen set, for the record
 */
public record Gate(GateSettings settings, Names names) {

    /** Rounding of a difference of two metrics. */
    private static final double ROUNDING = 1e-12;

    /**
     * What is compared.
     *
     * @param champion empty for a first model
     */
    public record Names(String champion, String challenger, String frozenSet) {}

    /** The verdict on a challenger of a champion. */
    public Verdict judge(PairedPredictions pairs) {
        List<String> reasons = new ArrayList<>();
        if (pairs.onlyChampion() > 0) {
            reasons.add("the challenger has no prediction for " + pairs.onlyChampion()
                    + " studies of the frozen set that the champion predicts, wanted all of them");
        }
        List<SliceVerdict> verdicts = new ArrayList<>();
        for (Slice slice : Slice.of(pairs)) {
            SliceVerdict verdict = compare(pairs, slice);
            verdicts.add(verdict);
            reasonOf(verdict, slice).ifPresent(reasons::add);
        }
        requireLeast(verdicts.get(0), reasons);
        return verdict(pairs, verdicts, reasons);
    }

    /** The verdict on a first model, which has no champion: it must reach the least value, and the frozen set its size. */
    public Verdict judgeFirst(PairedPredictions alone) {
        List<String> reasons = new ArrayList<>();
        List<SliceVerdict> verdicts = new ArrayList<>();
        for (Slice slice : Slice.of(alone)) {
            Metric metric = metric(alone, slice);
            double value = metric.of(alone.challenger().rows(slice.rows()));
            Interval none = new Interval(Double.NaN, Double.NaN);
            verdicts.add(sliceVerdict(alone, slice, metric, Double.NaN, value, none, Outcome.PASSED));
        }
        reasonOf(verdicts.get(0), Slice.of(alone).get(0)).ifPresent(reasons::add);
        requireLeast(verdicts.get(0), reasons);
        return verdict(alone, verdicts, reasons);
    }

    private SliceVerdict compare(PairedPredictions pairs, Slice slice) {
        Metric metric = metric(pairs, slice);
        double champion = metric.of(pairs.champion().rows(slice.rows()));
        double challenger = metric.of(pairs.challenger().rows(slice.rows()));
        int[] groups = pairs.champion().rows(slice.rows()).groups();
        Interval interval = new Bootstrap(settings.seed(), settings.bootstrapDraws())
                .interval(
                        dense(groups),
                        drawn -> {
                            int[] rows = Arrays.stream(drawn)
                                    .map(i -> slice.rows()[i])
                                    .toArray();
                            return metric.of(pairs.challenger().rows(rows))
                                    - metric.of(pairs.champion().rows(rows));
                        },
                        settings.tail());
        Outcome outcome = interval.low() >= -settings.margin() - ROUNDING ? Outcome.PASSED : Outcome.FAILED;
        return sliceVerdict(pairs, slice, metric, champion, challenger, interval, outcome);
    }

    private SliceVerdict sliceVerdict(
            PairedPredictions pairs,
            Slice slice,
            Metric metric,
            double champion,
            double challenger,
            Interval interval,
            Outcome outcome) {
        int[] groups = pairs.champion().rows(slice.rows()).groups();
        int patients = (int) Arrays.stream(groups).distinct().count();
        return new SliceVerdict(
                slice.kind(),
                slice.value(),
                slice.rows().length,
                patients,
                metric.key(),
                champion,
                challenger,
                challenger - champion,
                interval.low(),
                interval.high(),
                patients < settings.smallestSlice() ? Outcome.TOO_SMALL : outcome);
    }

    /** In a slice of one class MCC is always 0 and other metrics are undefined, so it is compared by the share of right ones. */
    private Metric metric(PairedPredictions pairs, Slice slice) {
        long classes = Arrays.stream(slice.rows())
                .map(row -> pairs.studies().get(row).label())
                .distinct()
                .count();
        return classes == 1 ? Metric.ACCURACY : settings.metric();
    }

    private Optional<String> reasonOf(SliceVerdict verdict, Slice slice) {
        if (verdict.outcome() == Outcome.TOO_SMALL && slice.kind().equals(Slice.ALL)) {
            return Optional.of("the frozen set has predictions of " + verdict.patients() + " patients, wanted "
                    + settings.smallestSlice() + " or more (smallest-slice)");
        }
        if (verdict.outcome() != Outcome.FAILED) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: %s of the challenger is %.4f, of the champion %.4f; the lower end of the %s %% interval of the"
                        + " difference is %.4f, wanted %.4f or more",
                slice.shown(),
                verdict.metric(),
                verdict.challenger(),
                verdict.champion(),
                Float.toString((float) (100 * settings.confidence())).replaceAll("\\.0$", ""),
                verdict.low(),
                -settings.margin()));
    }

    private void requireLeast(SliceVerdict whole, List<String> reasons) {
        if (!(whole.challenger() >= settings.leastValue())) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%s of the challenger is %.4f on the whole frozen set, wanted %.4f or more (least-value)",
                    whole.metric(),
                    whole.challenger(),
                    settings.leastValue()));
        }
    }

    private Verdict verdict(PairedPredictions pairs, List<SliceVerdict> slices, List<String> reasons) {
        return new Verdict(
                Verdict.FORMAT,
                reasons.isEmpty() ? Blessing.BLESSED : Blessing.NOT_BLESSED,
                names.champion(),
                names.challenger(),
                names.frozenSet(),
                settings.metric().key(),
                settings.margin(),
                settings.confidence(),
                settings.bootstrapDraws(),
                settings.seed(),
                settings.smallestSlice(),
                settings.leastValue(),
                pairs.studies().size(),
                pairs.onlyChampion(),
                pairs.onlyChallenger(),
                pairs.neither(),
                slices,
                reasons);
    }

    /** The groups numbered from 0 in order of appearance, so that draws of a slice depend on the slice alone. */
    private static int[] dense(int[] groups) {
        List<Integer> seen = Arrays.stream(groups).distinct().boxed().toList();
        Map<Integer, Integer> numbers = new HashMap<>();
        seen.forEach(group -> numbers.put(group, numbers.size()));
        return Arrays.stream(groups).map(numbers::get).toArray();
    }
}
