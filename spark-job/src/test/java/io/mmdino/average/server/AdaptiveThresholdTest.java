package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AdaptiveThresholdTest {

    private static final long LENGTH = 1_000_000;
    private static final AdaptiveThreshold START = AdaptiveThreshold.of(1e-3);

    @Test
    void itIsAPowerOfTwo() {
        assertThat(START.value()).isEqualTo(1f / 1024);
        assertThat(AdaptiveThreshold.of(0.25).value()).isEqualTo(0.25f);
    }

    @Test
    void itFallsWhenThreeSharesInARowSentTooLittle() {
        AdaptiveThreshold twice = START.after(0, LENGTH, 0).after(1, LENGTH, 0);
        assertThat(twice.value()).isEqualTo(START.value());
        assertThat(twice.after(2_499, LENGTH, 0).value()).isEqualTo(START.value() / 2);
        assertThat(twice.after(5_000, LENGTH, 0).after(0, LENGTH, 0).value()).isEqualTo(START.value());
    }

    @Test
    void itStaysWhileAQuarterToOnePercentIsSent() {
        assertThat(START.after(2_500, LENGTH, 0)).isEqualTo(START);
        assertThat(START.after(10_000, LENGTH, START.value())).isEqualTo(START);
    }

    @Test
    void itRisesWhenMoreIsSent() {
        assertThat(START.after(10_001, LENGTH, 0).value()).isEqualTo(2 * START.value());
    }

    @Test
    void itRisesWhenItsStepsAreTooShort() {
        assertThat(START.after(100, LENGTH, 1.01 * START.value()).value()).isEqualTo(2 * START.value());
    }

    @Test
    void shortVectorsAreSentWhole() {
        assertThat(START.after(200, 200, 0)).isEqualTo(START);
    }

    @Test
    void itKeepsWithinBounds() {
        AdaptiveThreshold low = START;
        AdaptiveThreshold high = START;
        for (int i = 0; i < 100; i++) {
            low = low.after(0, LENGTH, 0);
            high = high.after(LENGTH, LENGTH, 0);
        }
        assertThat(low.value()).isEqualTo(START.value() / (1 << 20)).isGreaterThan(0);
        assertThat(high.value()).isEqualTo(START.value() * (1 << 20)).isFinite();
    }

    @Test
    void whatIsNoThresholdIsRefused() {
        for (double bad : new double[] {0, -1, 1, 1e-40, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AdaptiveThreshold.of(bad))
                    .withMessageContaining("threshold of " + bad);
        }
    }
}
