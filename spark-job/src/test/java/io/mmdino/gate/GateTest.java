package io.mmdino.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.evaluate.Metric;
import io.mmdino.gate.Verdict.Blessing;
import io.mmdino.gate.Verdict.Outcome;
import io.mmdino.gate.Verdict.SliceVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {

    static final List<String> CLASSES = List.of("astro", "glio", "oligo");
    private static final GateSettings SETTINGS =
            new GateSettings(Metric.MEAN_PER_CLASS_ACCURACY, 0.05, 0.95, 500, 1, 10, 0.5);
    private static final Gate GATE = new Gate(SETTINGS, new Gate.Names("v000001", "v000002", "f".repeat(64)));

    /** 120 studies of 120 patients: two sites and two sets of sequences in turn, three classes. */
    static List<JudgedStudy> cohort(int studies) {
        return IntStream.range(0, studies)
                .mapToObj(i -> new JudgedStudy(
                        "s" + i,
                        "p" + i,
                        i % 2 == 0 ? "A" : "B",
                        i / 2 % 2 == 0 ? List.of("T1", "T2") : List.of("T1", "T1c", "T2"),
                        i % 3))
                .toList();
    }

    private static double[] certain(int k) {
        double[] p = new double[3];
        p[k] = 1;
        return p;
    }

    /** Right predictions, but for the studies that {@code wrong} names. */
    static Map<String, double[]> predictions(List<JudgedStudy> studies, IntPredicate wrong) {
        Map<String, double[]> all = new HashMap<>();
        for (int i = 0; i < studies.size(); i++) {
            int label = studies.get(i).label();
            all.put(studies.get(i).study(), certain(wrong.test(i) ? (label + 1) % 3 : label));
        }
        return all;
    }

    private static SliceVerdict slice(Verdict verdict, String kind, String value) {
        return verdict.slices().stream()
                .filter(slice -> slice.kind().equals(kind) && slice.value().equals(value))
                .findFirst()
                .orElseThrow();
    }

    private static Verdict judge(List<JudgedStudy> cohort, Map<String, double[]> champion, Map<String, double[]> now) {
        return GATE.judge(PairedPredictions.of(cohort, champion, now, CLASSES));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void aModelIsBlessedBesideItselfByEveryMetric(Metric metric) {
        List<JudgedStudy> cohort = cohort(120);
        Map<String, double[]> same = predictions(cohort, i -> i % 5 == 0);
        GateSettings settings = new GateSettings(metric, 0, 0.95, 200, 1, 10, 0);
        Verdict verdict = new Gate(settings, GATE.names()).judge(PairedPredictions.of(cohort, same, same, CLASSES));

        assertThat(verdict.blessing()).isEqualTo(Blessing.BLESSED);
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.slices()).allSatisfy(slice -> {
            assertThat(slice.difference()).isZero();
            assertThat(slice.low()).isZero();
            assertThat(slice.high()).isZero();
            assertThat(slice.outcome()).isEqualTo(Outcome.PASSED);
        });
        assertThat(verdict.slices().stream().map(slice -> slice.kind() + " " + slice.value()))
                .containsExactly(
                        "all all",
                        "site A",
                        "site B",
                        "sequences T1+T1c+T2",
                        "sequences T1+T2",
                        "class astro",
                        "class glio",
                        "class oligo");
    }

    @Test
    void aBetterModelIsBlessedAndAWorseOneIsNotWithItsReason() {
        List<JudgedStudy> cohort = cohort(120);
        Map<String, double[]> good = predictions(cohort, i -> i % 20 == 0);
        Map<String, double[]> bad = predictions(cohort, i -> i % 4 == 0);

        assertThat(judge(cohort, bad, good).isBlessed()).isTrue();
        Verdict worse = judge(cohort, good, bad);
        assertThat(worse.isBlessed()).isFalse();
        assertThat(worse.reasons().get(0))
                .startsWith("the whole frozen set: mean_per_class_accuracy of the challenger is 0.7500, of the champion"
                        + " 0.9500; the lower end of the 95 % interval of the difference is -0.")
                .endsWith("wanted -0.0500 or more");
    }

    @Test
    void aModelThatIsBetterOnTheWholeButWorseAtOneSiteIsNotBlessed() {
        List<JudgedStudy> cohort = cohort(120);
        Map<String, double[]> champion = predictions(cohort, i -> i % 2 == 0 && i % 3 != 0);
        Map<String, double[]> challenger = predictions(cohort, i -> i % 2 == 1 && i % 5 == 0);
        Verdict verdict = judge(cohort, champion, challenger);

        assertThat(slice(verdict, "all", "all").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(slice(verdict, "site", "A").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(slice(verdict, "site", "B").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reasons()).anyMatch(reason -> reason.startsWith("site B: "));
        assertThat(verdict.isBlessed()).isFalse();
    }

    @Test
    void theIntervalIsThatOfANaivePairedBootstrap() {
        List<JudgedStudy> cohort = cohort(60);
        Random random = new Random(3);
        Map<String, double[]> champion = predictions(cohort, i -> random.nextInt(4) == 0);
        Map<String, double[]> challenger = predictions(cohort, i -> random.nextInt(4) == 0);
        SliceVerdict whole = judge(cohort, champion, challenger).slices().get(0);

        SplittableRandom draws = new SplittableRandom(SETTINGS.seed());
        double[] differences = new double[500];
        for (int draw = 0; draw < 500; draw++) {
            int[][] right = new int[2][3];
            int[] total = new int[3];
            for (int i = 0; i < 60; i++) {
                JudgedStudy study = cohort.get(draws.nextInt(60));
                total[study.label()]++;
                right[0][study.label()] += champion.get(study.study())[study.label()] == 1 ? 1 : 0;
                right[1][study.label()] += challenger.get(study.study())[study.label()] == 1 ? 1 : 0;
            }
            for (int k = 0; k < 3; k++) {
                differences[draw] += (right[1][k] - right[0][k]) / (3.0 * total[k]);
            }
        }
        Arrays.sort(differences);
        assertThat(whole.low()).isCloseTo(differences[12] + 0.475 * (differences[13] - differences[12]), within(1e-12));
        assertThat(whole.difference()).isEqualTo(whole.challenger() - whole.champion());
    }

    @Test
    void studiesOfOnePatientAreDrawnTogether() {
        List<JudgedStudy> apart = cohort(120);
        List<JudgedStudy> together = apart.stream()
                .map(study -> new JudgedStudy(
                        study.study(),
                        "p" + Integer.parseInt(study.study().substring(1)) / 6,
                        study.site(),
                        study.sequences(),
                        study.label()))
                .toList();
        Map<String, double[]> champion = predictions(apart, i -> i / 6 % 4 == 0);
        Map<String, double[]> challenger = predictions(apart, i -> i / 6 % 4 == 1);
        SliceVerdict narrow = judge(apart, champion, challenger).slices().get(0);
        SliceVerdict wide = judge(together, champion, challenger).slices().get(0);

        assertThat(wide.patients()).isEqualTo(20);
        assertThat(wide.high() - wide.low()).isGreaterThan(1.5 * (narrow.high() - narrow.low()));
    }

    @Test
    void slicesOfOneClassCompareItsRecall() {
        List<JudgedStudy> cohort = cohort(120);
        Verdict verdict =
                judge(cohort, predictions(cohort, i -> false), predictions(cohort, i -> i % 3 == 1 && i % 2 == 0));
        SliceVerdict glio = slice(verdict, "class", "glio");

        assertThat(glio.metric()).isEqualTo("accuracy");
        assertThat(glio.champion()).isEqualTo(1);
        assertThat(glio.challenger()).isEqualTo(0.5);
        assertThat(glio.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(slice(verdict, "class", "astro").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void slicesWithFewPatientsAreReportedAndDoNotDecide() {
        List<JudgedStudy> cohort = new ArrayList<>(cohort(360));
        for (int i = 0; i < 9; i++) {
            cohort.add(new JudgedStudy("x" + i, "q" + i, "C", List.of("T1", "T2"), i % 3));
        }
        Verdict verdict = judge(cohort, predictions(cohort, i -> false), predictions(cohort, i -> i == 360));

        assertThat(slice(verdict, "site", "C").outcome()).isEqualTo(Outcome.TOO_SMALL);
        assertThat(slice(verdict, "site", "C").difference()).isLessThan(-0.05);
        assertThat(verdict.isBlessed()).isTrue();
    }

    @Test
    void aFrozenSetOfFewPatientsBlessesNothing() {
        List<JudgedStudy> cohort = cohort(9);
        Map<String, double[]> right = predictions(cohort, i -> false);

        assertThat(judge(cohort, right, right).reasons())
                .containsExactly("the frozen set has predictions of 9 patients, wanted 10 or more (smallest-slice)");
        List<JudgedStudy> one = cohort(1);
        assertThat(judge(one, right, right).isBlessed()).isFalse();
    }

    @Test
    void aStudyThatTheChallengerAloneCannotPredictIsAReason() {
        List<JudgedStudy> cohort = cohort(60);
        Map<String, double[]> all = predictions(cohort, i -> false);
        Map<String, double[]> fewer = new HashMap<>(all);
        fewer.remove("s0");
        fewer.remove("s1");
        Map<String, double[]> other = new HashMap<>(all);
        other.remove("s1");

        Verdict lacking = judge(cohort, other, fewer);
        assertThat(lacking.onlyChampion()).isEqualTo(1);
        assertThat(lacking.neither()).isEqualTo(1);
        assertThat(lacking.studies()).isEqualTo(58);
        assertThat(lacking.reasons())
                .containsExactly("the challenger has no prediction for 1 studies of the frozen set that the champion"
                        + " predicts, wanted all of them");
        Verdict more = judge(cohort, fewer, other);
        assertThat(more.onlyChallenger()).isEqualTo(1);
        assertThat(more.isBlessed()).isTrue();
    }

    @Test
    void aChallengerBelowTheLeastValueIsNotBlessedHoweverBadTheChampion() {
        List<JudgedStudy> cohort = cohort(120);
        Map<String, double[]> bad = predictions(cohort, i -> i % 4 != 0);

        assertThat(judge(cohort, bad, bad).reasons())
                .containsExactly(
                        "mean_per_class_accuracy of the challenger is 0.2500 on the whole frozen set, wanted 0.5000"
                                + " or more (least-value)");
    }

    @Test
    void aFirstModelMustReachTheLeastValue() {
        List<JudgedStudy> cohort = cohort(60);
        Gate gate = new Gate(SETTINGS, new Gate.Names("", "v000001", "f".repeat(64)));
        Map<String, double[]> good = predictions(cohort, i -> i % 5 == 0);
        Map<String, double[]> bad = predictions(cohort, i -> i % 5 != 0);

        Verdict first = gate.judgeFirst(PairedPredictions.alone(cohort, good, CLASSES));
        assertThat(first.isBlessed()).isTrue();
        assertThat(first.slices().get(0).champion()).isNaN();
        assertThat(gate.judgeFirst(PairedPredictions.alone(cohort, bad, CLASSES))
                        .isBlessed())
                .isFalse();
        assertThat(gate.judgeFirst(PairedPredictions.alone(cohort(3), good, CLASSES))
                        .reasons())
                .hasSize(1);
    }

    @Test
    void equalSeedsGiveEqualVerdictsAndTheFileIsReadBack() throws Exception {
        List<JudgedStudy> cohort = cohort(60);
        Map<String, double[]> champion = predictions(cohort, i -> i % 7 == 0);
        Map<String, double[]> challenger = predictions(cohort, i -> i % 6 == 0);
        Verdict verdict = judge(cohort, champion, challenger);

        assertThat(judge(cohort, champion, challenger)).isEqualTo(verdict);
        assertThat(Verdict.read(verdict.json())).isEqualTo(verdict);
        byte[] flipped = verdict.json();
        flipped[flipped.length / 2] ^= 1;
        assertThatThrownBy(() -> Verdict.read(flipped)).hasMessageContaining("verdict.json is damaged");
        Verdict first = GATE.judgeFirst(PairedPredictions.alone(cohort, champion, CLASSES));
        assertThat(Verdict.read(first.json())).isEqualTo(first);
    }
}
