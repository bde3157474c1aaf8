package io.mmdino.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.DeviceException.Effect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LostDeviceTest {

    private final List<Integer> exits = new ArrayList<>();

    private LostDevice process(boolean isExecutor) {
        return new LostDevice(isExecutor, exits::add);
    }

    private static DeviceException failure(Effect effect) {
        return new DeviceException("cuLaunchKernel failed", effect);
    }

    @Test
    void anExecutorThatHasLostItsGpuEndsWithACodeOfItsOwn() {
        process(true).endExecutor(failure(Effect.LOST));
        assertThat(exits).containsExactly(79);
    }

    @Test
    void aLossIsFoundAmongCausesAndWhatTheySuppressed() {
        RuntimeException lane = new IllegalArgumentException("another lane");
        lane.addSuppressed(new IllegalStateException(failure(Effect.LOST)));
        assertThat(process(true).endsExecutor(new IllegalStateException(lane))).isTrue();
        process(true).endExecutor(new IllegalStateException(lane));
        assertThat(exits).containsExactly(79);
    }

    @ParameterizedTest
    @EnumSource(
            value = Effect.class,
            names = {"REFUSED", "OUT_OF_MEMORY"})
    void otherFailuresOfAGpuAreReported(Effect effect) {
        assertThat(process(true).endsExecutor(failure(effect))).isFalse();
        process(true).endExecutor(failure(effect));
        process(true).endExecutor(new IllegalStateException("no device"));
        assertThat(exits).isEmpty();
    }

    @Test
    void aDriverReportsTheLossAndGoesOn() {
        assertThat(process(false).endsExecutor(failure(Effect.LOST))).isFalse();
        process(false).endExecutor(failure(Effect.LOST));
        assertThat(exits).isEmpty();
        assertThat(LostDevice.here().isExecutor()).isFalse();
    }
}
