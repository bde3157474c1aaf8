package io.mmdino.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.evaluate.FeatureTable;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeparationTest {

    private static final DriftSettings SETTINGS = new DriftSettings(20, 0.25, 0.5, 0.75, 5, 0.1, 200, 0);

    private static FeatureTable cohort(String name, int rows, int perPatient, double shift, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + (i % 6 == 2 ? shift : 0));
        }
        List<String> subjects =
                IntStream.range(0, rows).mapToObj(i -> name + i / perPatient).toList();
        return new FeatureTable(values, 6, new int[rows], subjects, subjects);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void cohortsOfOneKindAreNotToldApart(long seed) {
        Separation found = Separation.of(cohort("a", 150, 1, 0, seed), cohort("b", 100, 1, 0, seed + 50), SETTINGS);

        assertThat(found.area()).isBetween(0.35, 0.62);
        assertThat(found.low()).isLessThan(0.55);
        assertThat(found.reference()).isEqualTo(150);
    }

    @Test
    void aShiftIsFoundWithTheAreaOfItsSize() {
        Separation some = Separation.of(cohort("a", 400, 1, 0, 1), cohort("b", 400, 1, 1, 2), SETTINGS);
        Separation clear = Separation.of(cohort("a", 100, 1, 0, 1), cohort("b", 100, 1, 6, 2), SETTINGS);

        // Two normal distributions one standard deviation apart: the area is the normal's at 1 / sqrt 2, 0.760.
        assertThat(some.area()).isBetween(0.70, 0.80);
        assertThat(some.low()).isGreaterThan(0.6);
        assertThat(clear.area()).isGreaterThan(0.99);
    }

    @Test
    void patientsWhoDifferDoNotLeakBetweenFolds() {
        // Each patient has eight equal studies: with folds by study every one would be recognised by its twin.
        Random random = new Random(9);
        FeatureTable[] tables = new FeatureTable[2];
        for (int cohort = 0; cohort < 2; cohort++) {
            float[] values = new float[12 * 8 * 60];
            for (int patient = 0; patient < 12; patient++) {
                for (int j = 0; j < 60; j++) {
                    float value = (float) random.nextGaussian();
                    for (int study = 0; study < 8; study++) {
                        values[(patient * 8 + study) * 60 + j] = value;
                    }
                }
            }
            String name = "c" + cohort;
            List<String> subjects =
                    IntStream.range(0, 96).mapToObj(i -> name + i / 8).toList();
            tables[cohort] = new FeatureTable(values, 60, new int[96], subjects, subjects);
        }
        Separation found = Separation.of(tables[0], tables[1], SETTINGS);

        assertThat(found.area()).isLessThan(0.8);
        assertThat(found.high() - found.low()).isGreaterThan(0.2);
    }

    @Test
    void equalSeedsGiveEqualNumbersAndAPatientOfBothCohortsIsInOneFold() {
        FeatureTable reference = cohort("p", 60, 2, 0, 1);
        FeatureTable now = cohort("p", 60, 2, 0.5, 2);

        assertThat(Separation.of(reference, now, SETTINGS)).isEqualTo(Separation.of(reference, now, SETTINGS));
    }

    @Test
    void fewPatientsAndOtherWidthsAreRefused() {
        FeatureTable some = cohort("a", 30, 1, 0, 1);
        assertThatThrownBy(() -> Separation.of(some, cohort("b", 30, 10, 0, 2), SETTINGS))
                .hasMessageContaining("the cohort of now has 3 patients, wanted 5 or more");
        FeatureTable narrow = new FeatureTable(new float[] {1}, 1, new int[1], List.of("s"), List.of("s"));
        assertThatThrownBy(() -> Separation.of(some, narrow, SETTINGS)).hasMessageContaining("different models");
    }
}
