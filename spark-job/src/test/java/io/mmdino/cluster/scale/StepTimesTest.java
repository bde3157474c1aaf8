package io.mmdino.cluster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class StepTimesTest {

    @Test
    void drawnStepsHaveTheStatedMean() {
        StepTimes times = new StepTimes(3, 0.5, 0.05, 4);
        SplittableRandom random = new SplittableRandom(1);
        double mean = DoubleStream.generate(() -> times.draw(random))
                .limit(1_000_000)
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(times.mean(), Percentage.withPercentage(0.5));
        assertThat(times.mean()).isEqualTo(3 * 1.15);
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> new StepTimes(0, 0, 0, 1)).hasMessageStartingWith("step seconds is 0, wanted");
        assertThatThrownBy(() -> new StepTimes(1, -1, 0, 1)).hasMessage("sigma is -1, wanted 0 to 2");
        assertThatThrownBy(() -> new StepTimes(1, 0, 0.6, 1)).hasMessage("slow probability is 0.6, wanted 0 to 0.5");
        assertThatThrownBy(() -> new StepTimes(1, 0, 0, 0.5)).hasMessage("slow factor is 0.5, wanted 1 to 1000");
    }
}
