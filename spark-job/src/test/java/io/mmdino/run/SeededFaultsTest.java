package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.run.FaultyLink.Fault;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededFaultsTest {

    private static List<Fault> faults(long seed, String... paths) {
        SeededFaults plan = SeededFaults.of(seed);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            for (String path : paths) {
                faults.add(plan.of("GET", path));
            }
        }
        return faults;
    }

    @Test
    void aFaultFollowsFromSeedRequestAndCount() {
        assertThat(faults(1, "/archive/a")).isEqualTo(faults(1, "/archive/a")).isNotEqualTo(faults(2, "/archive/a"));
        assertThat(faults(1, "/archive/a")).isNotEqualTo(faults(1, "/archive/b"));
    }

    @Test
    void noOtherRequestAndNothingRandomInTheNameChangesIt() {
        List<Fault> both = faults(1, "/archive/a", "/archive/b");
        List<Fault> second = new ArrayList<>();
        for (int i = 1; i < both.size(); i += 2) {
            second.add(both.get(i));
        }
        assertThat(second).isEqualTo(faults(1, "/archive/b"));
        assertThat(faults(1, "/archive/part-00000-0b56dfa8-8a52-4e35-9d6f-8f1f4b0e9f3c-c000.parquet"))
                .isEqualTo(faults(1, "/archive/part-00000-9c2bd1a6-11c3-4d1e-b2a5-6f3a8e7d2c10-c000.parquet"));
        assertThat(faults(1, "/archive/run/checkpoints/step-00000002.0123456789ab.safetensors"))
                .isEqualTo(faults(1, "/archive/run/checkpoints/step-00000002.fedcba987654.safetensors"))
                .isNotEqualTo(faults(1, "/archive/run/checkpoints/step-00000004.fedcba987654.safetensors"));
    }

    @Test
    void everyFaultComesAndMostRequestsHaveNone() {
        List<Fault> faults = faults(1, "/a", "/b", "/c", "/d", "/e");
        assertThat(Set.copyOf(faults)).isEqualTo(EnumSet.allOf(Fault.class));
        assertThat(faults.stream().filter(fault -> fault != Fault.NONE).count()).isBetween(40L, 110L);
    }
}
