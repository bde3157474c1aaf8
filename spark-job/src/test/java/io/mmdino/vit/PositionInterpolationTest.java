package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionInterpolationTest {

    @ParameterizedTest
    @CsvSource({"37, 7", "37, 4", "37, 16", "4, 3", "3, 5", "2, 9", "1, 4"})
    void theWeightsOfEveryWantedPositionSumToOne(int stored, int wanted) {
        float[] map = PositionInterpolation.matrix(stored, wanted);
        assertThat(map).hasSize(wanted * wanted * stored * stored);
        for (int row = 0; row < wanted * wanted; row++) {
            double sum = 0;
            for (int i = 0; i < stored * stored; i++) {
                sum += map[row * stored * stored + i];
            }
            assertThat(sum).as("row %d", row).isCloseTo(1, within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"37, 7", "5, 3"})
    void rowsAndColumnsAreTreatedAlike(int stored, int wanted) {
        float[] map = PositionInterpolation.matrix(stored, wanted);
        int cells = stored * stored;
        for (int i = 0; i < wanted; i++) {
            for (int j = 0; j < wanted; j++) {
                for (int u = 0; u < stored; u++) {
                    for (int v = 0; v < stored; v++) {
                        assertThat(map[(i * wanted + j) * cells + u * stored + v])
                                .isEqualTo(map[(j * wanted + i) * cells + v * stored + u]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"37, 7", "8, 4"})
    void theCentreReadsWhereDinov2sConventionPutsIt(int stored, int wanted) {
        float[] map = PositionInterpolation.matrix(stored, wanted);
        int middle = wanted / 2;
        double step = stored / (wanted + 0.1);
        double found = 0;
        for (int u = 0; u < stored; u++) {
            for (int v = 0; v < stored; v++) {
                found += v * map[((middle * wanted) + middle) * stored * stored + u * stored + v];
            }
        }
        // With a = -0.75 a ramp deviates by up to 0.1 positions; other conventions deviate by more.
        assertThat(found).isCloseTo(step * (middle + 0.5) - 0.5, within(0.1));
    }
}
