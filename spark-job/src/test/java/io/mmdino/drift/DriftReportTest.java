package io.mmdino.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.config.SettingsException;
import io.mmdino.config.SettingsReader;
import io.mmdino.disk.SealedJson;
import io.mmdino.drift.DriftReport.Kind;
import io.mmdino.drift.DriftReport.Warning;
import io.mmdino.gate.GateSettings;
import io.mmdino.shard.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftReportTest {

    private static final List<String> SEQUENCES = List.of("T1", "T2");
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final DriftSettings SETTINGS = DriftSettings.defaults();

    private static StudySample sample(Random random, List<String> present, double slice, double shift, int predicted) {
        double low = 0.2 + shift + 0.1 * random.nextDouble();
        return new StudySample(
                present,
                List.of(1.0, 1.0, slice),
                Map.of("T1", List.of(low, low + 0.2, low + 0.4)),
                OptionalInt.of(predicted));
    }

    private static Profile cohort(int studies, long seed, Function<Random, StudySample> draw) {
        Random random = new Random(seed);
        return Profile.of(
                IntStream.range(0, studies).mapToObj(i -> draw.apply(random)).toList(), SEQUENCES, CLASSES);
    }

    private static StudySample usual(Random random) {
        return sample(
                random,
                random.nextInt(4) == 0 ? List.of("T1") : SEQUENCES,
                random.nextBoolean() ? 1 : 5,
                0,
                random.nextInt(3));
    }

    private static List<Kind> warnings(Profile reference, Profile now) {
        return DriftReport.of(reference, now, Optional.empty(), SETTINGS).warnings().stream()
                .map(Warning::kind)
                .distinct()
                .toList();
    }

    @Test
    void theIndexIsThatOfASumByHand() {
        Stability found = Stability.of("x", List.of(5L, 15L), List.of(15L, 5L), 1e-12);

        assertThat(found.index()).isCloseTo(2 * 0.5 * Math.log(3), within(1e-9));
        // (1/20 + 1/20) times the quantile 0.9999 of chi-squared with one degree of freedom, 15.137
        assertThat(found.chance()).isBetween(1.5137, 1.5137 * 1.08);
        Stability smooth = Stability.of("x", List.of(0L, 9L), List.of(9L, 0L), 0.5);
        assertThat(smooth.index()).isCloseTo(2 * (0.95 - 0.05) * Math.log(19), within(1e-9));
        assertThat(Stability.of("x", List.of(1L, 3L, 0L, 0L), List.of(10L, 30L, 0L, 0L), 0.5)
                        .index())
                .as("smoothing draws cohorts of different sizes to the same shares")
                .isCloseTo(0, within(1e-12));
        assertThat(Stability.of("x", List.of(1L, 3L), List.of(2L, 6L), 1e-12).index())
                .isCloseTo(0, within(1e-9));
        assertThat(Stability.of("x", List.of(0L, 0L), List.of(9L, 0L), 0.5).index())
                .isNaN();
        assertThatThrownBy(() -> Stability.of("x", List.of(1L), List.of(1L, 2L), 0.5))
                .hasMessageContaining("1 bins");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cohortsOfOneKindGiveNoWarningAlsoWhenTheyAreSmall(long seed) {
        Profile reference = cohort(300, seed, DriftReportTest::usual);

        assertThat(warnings(reference, cohort(300, seed + 100, DriftReportTest::usual)))
                .isEmpty();
        assertThat(warnings(reference, cohort(25, seed + 200, DriftReportTest::usual)))
                .isEmpty();
    }

    @Test
    void everyKindOfDriftIsNamed() {
        Profile reference = cohort(200, 1, DriftReportTest::usual);

        assertThat(warnings(
                        reference,
                        cohort(100, 2, r -> sample(r, List.of("T1"), r.nextBoolean() ? 1 : 5, 0, r.nextInt(3)))))
                .containsExactly(Kind.SEQUENCES);
        assertThat(warnings(reference, cohort(100, 3, r -> sample(r, usual(r).present(), 3, 0, r.nextInt(3)))))
                .containsExactly(Kind.SPACING);
        assertThat(warnings(
                        reference,
                        cohort(100, 4, r -> sample(r, usual(r).present(), r.nextBoolean() ? 1 : 5, 0.2, r.nextInt(3)))))
                .containsExactly(Kind.INTENSITIES);
        assertThat(warnings(
                        reference, cohort(100, 5, r -> sample(r, usual(r).present(), r.nextBoolean() ? 1 : 5, 0, 2))))
                .containsExactly(Kind.PREDICTED_CLASSES);
        Separation apart = new Separation(200, 100, 0.9, 0.85, 0.95);
        DriftReport report =
                DriftReport.of(reference, cohort(100, 6, DriftReportTest::usual), Optional.of(apart), SETTINGS);
        assertThat(report.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Kind.FEATURES);
            assertThat(warning.text()).contains("with an AUC of 0.900 (0.850 to 0.950), wanted at most 0.750");
        });
    }

    @Test
    void fewStudiesAndEmptyCohortsAreNotCompared() {
        Profile reference = cohort(200, 1, DriftReportTest::usual);

        assertThat(warnings(reference, cohort(19, 2, r -> sample(r, List.of("T1"), 9, 0.3, 2))))
                .containsExactly(Kind.TOO_FEW_STUDIES);
        DriftReport none =
                DriftReport.of(reference, Profile.of(List.of(), SEQUENCES, CLASSES), Optional.empty(), SETTINGS);
        assertThat(none.warnings().get(0).text()).contains("the reference has 200 studies and the cohort of now 0");
        assertThat(none.variables())
                .allSatisfy(variable -> assertThat(variable.index()).isNaN());
    }

    @Test
    void profilesAndReportsTravelAsJson() throws Exception {
        Profile reference = cohort(40, 1, DriftReportTest::usual);
        assertThat(Profile.read(SealedJson.bytes(reference))).isEqualTo(reference);
        Profile empty = Profile.of(List.of(), SEQUENCES, CLASSES);
        DriftReport report = DriftReport.of(reference, empty, Optional.empty(), SETTINGS);
        assertThat(DriftReport.read(SealedJson.bytes(report))).isEqualTo(report);
    }

    @Test
    void profilesOfOtherSettingsAndBrokenStudiesAreRefused() {
        Profile reference = cohort(30, 1, DriftReportTest::usual);
        Profile other = Profile.of(List.of(), List.of("T1"), CLASSES);
        assertThatThrownBy(() -> DriftReport.of(reference, other, Optional.empty(), SETTINGS))
                .hasMessageContaining("make both profiles with the same settings");
        assertThatThrownBy(() -> new StudySample(List.of(), List.of(1.0, 0.0, 1.0), Map.of(), OptionalInt.empty()))
                .hasMessageContaining("a spacing is 0.0 mm");
        assertThatThrownBy(() -> new StudySample(
                        List.of(), List.of(), Map.of("T1", List.of(0.0, Double.NaN, 1.0)), OptionalInt.empty()))
                .hasMessageContaining("wanted 3 numbers from 0 to 1");
        StudySample foreign = new StudySample(List.of("T9"), List.of(), Map.of(), OptionalInt.empty());
        assertThatThrownBy(() -> Profile.of(List.of(foreign), SEQUENCES, CLASSES))
                .hasMessageContaining("[T9], wanted some of [T1, T2]");
        StudySample classless = new StudySample(List.of(), List.of(), Map.of(), OptionalInt.of(3));
        assertThatThrownBy(() -> Profile.of(List.of(classless), SEQUENCES, CLASSES))
                .hasMessageContaining("a predicted class is 3, wanted 0 to 2");
        assertThatThrownBy(() -> new Profile(Profile.FORMAT, 1, SEQUENCES, CLASSES, Map.of("x", List.of(1L, 1L))))
                .hasMessageContaining("wanted 0 to 1 in all");
    }

    @Test
    void intensitiesAreThoseInsideTheForegroundOfPresentSequences() {
        float[] voxels = new float[2 * 9];
        byte[] foreground = new byte[9];
        for (int i = 0; i < 5; i++) {
            foreground[i] = 1;
            voxels[i] = i / 4f;
        }
        voxels[8] = 1;
        Window window = new Window(voxels, new boolean[] {true, false}, foreground, 3, 3, 3);

        assertThat(StudySample.intensities(window, SEQUENCES)).containsOnlyKeys("T1");
        List<Double> quantiles = StudySample.intensities(window, SEQUENCES).get("T1");
        assertThat(quantiles.get(0)).isCloseTo(0.05, within(1e-9));
        assertThat(quantiles.get(1)).isEqualTo(0.5);
        assertThat(quantiles.get(2)).isCloseTo(0.95, within(1e-9));
        Window empty = new Window(voxels, new boolean[] {true, true}, new byte[9], 3, 3, 3);
        assertThat(StudySample.intensities(empty, SEQUENCES)).isEmpty();
    }

    /** Sections of a settings file as a command would read them. */
    record Sections(GateSettings gate, DriftSettings drift) {}

    @Test
    void theSettingsAreSectionsOfASettingsFile() {
        String yaml =
                """
                gate: {metric: mcc, margin: 0.05, confidence: 0.95, bootstrap-draws: 2000, seed: 0, smallest-slice: 20, least-value: 0}
                drift:
                  {smallest-cohort: 20, stability-limit: 0.25, smoothing: 0.5, separation-limit: 0.75, folds: 5, c: 0.1, bootstrap-draws: 1000, seed: 0}
                """;
        SettingsReader reader = new SettingsReader(yaml);

        assertThat(reader.read(Sections.class, Optional.empty(), List.of()))
                .isEqualTo(new Sections(GateSettings.defaults(), DriftSettings.defaults()));
        assertThatThrownBy(() -> reader.read(
                        Sections.class, Optional.empty(), List.of("gate.margin=-1", "drift.stability-limit=0")))
                .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.faults())
                        .extracting(fault -> fault.key())
                        .containsExactly("gate.margin", "drift.stability-limit"));
    }
}
