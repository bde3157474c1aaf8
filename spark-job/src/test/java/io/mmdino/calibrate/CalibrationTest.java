package io.mmdino.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Predictions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

    private static final String MODEL = "a".repeat(64);
    private static final String CLASSIFIER = "b".repeat(64);

    @TempDir
    Path folder;

    /** Predictions that are too sure: their confidence is 0.6 to 1, their accuracy 0.7. */
    static Predictions tooSure(int rows) {
        Random random = new Random(11);
        double[][] p = IntStream.range(0, rows)
                .mapToObj(i -> {
                    double top = 0.6 + 0.4 * random.nextDouble();
                    return new double[] {top, (1 - top) / 2, (1 - top) / 2};
                })
                .toArray(double[][]::new);
        int[] labels = IntStream.range(0, rows)
                .map(i -> random.nextDouble() < 0.7 ? 0 : 1 + random.nextInt(2))
                .toArray();
        return Predictions.of(labels, p, 3);
    }

    private static Calibration fitted() {
        return Calibration.fit(tooSure(200), 0.8, new Bootstrap(0, 50), MODEL, CLASSIFIER);
    }

    @Test
    void aClassifierThatIsTooSureBecomesLessSureAndItsErrorFalls() {
        Calibration calibration = fitted();

        assertThat(calibration.temperature().value()).isGreaterThan(1);
        assertThat(calibration.after().error()).isLessThan(calibration.before().error());
        long kept = IntStream.range(0, 200)
                .filter(row -> !calibration.abstains(tooSure(200).probabilities()[row]))
                .count();
        assertThat(kept).isBetween(160L, 163L);
    }

    @Test
    void theFileIsReadBackAsItWas() throws Exception {
        Path file = folder.resolve(Calibration.FILE);
        fitted().write(file);

        Calibration back = Calibration.read(file);
        assertThat(back).isEqualTo(fitted());
        back.require(MODEL, CLASSIFIER);
        assertThatThrownBy(() -> back.require("c".repeat(64), CLASSIFIER)).hasMessageContaining("another model");
        assertThatThrownBy(() -> back.require(MODEL, "c".repeat(64)))
                .hasMessageContaining("another classifier of this model");
        String text = Files.readString(file);
        assertThat(text)
                .contains("\"model_hash\" : \"" + MODEL)
                .contains("\"error_low\"")
                .doesNotContain("NaN");
    }

    @Test
    void anotherFormatOrHashIsRefused() {
        Calibration good = fitted();
        assertThatThrownBy(() -> Calibration.fit(tooSure(9), 0.8, new Bootstrap(0, 5), "x", CLASSIFIER))
                .hasMessageContaining("model_hash is 'x', wanted 64 hex digits");
        assertThatThrownBy(() -> new Calibration(
                        "other",
                        MODEL,
                        CLASSIFIER,
                        good.temperature(),
                        good.before(),
                        good.after(),
                        0.8,
                        0.5,
                        good.riskCoverage()))
                .hasMessageContaining("its format is 'other'");
    }
}
