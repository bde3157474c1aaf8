package io.mmdino.cluster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FaultsTest {

    @Test
    void withoutFailuresTimeIsWhatTheWorkTakes() {
        assertThat(new Faults(0, 5, 60).expected(512, 1234)).isEqualTo(1234);
        assertThat(new Faults(0, 5, 60).checkpointRounds(512, 20, 100)).isEqualTo(100);
    }

    @Test
    void rareFailuresCostHalfTheStretchAndTheRestart() {
        // Chance x/M of a failure; it takes x/2 of work and R with it.
        Faults faults = new Faults(1e6, 0, 60);
        double mean = 1e6 * 3600 / 8;
        assertThat(faults.expected(8, 600) - 600).isCloseTo(600 / mean * (300 + 60), within(1e-5));
    }

    @Test
    void checkpointsComeAtYoungsInterval() {
        // sqrt(2 x 2 s x 10,000 h / 512) = 530 s: 26.5 rounds of 20 s.
        assertThat(new Faults(10_000, 2, 60).checkpointRounds(512, 20, 1000)).isEqualTo(27);
        assertThat(new Faults(10_000, 2, 60).checkpointRounds(512, 20, 10)).isEqualTo(10);
        assertThat(new Faults(10_000, 2, 60).checkpointRounds(512, 5000, 10)).isEqualTo(1);
        assertThat(new Faults(10_000, 0, 60).checkpointRounds(512, 20, 10)).isEqualTo(1);
        assertThat(Faults.none().checkpointRounds(512, 20, 10)).isEqualTo(10);
    }

    @Test
    void aRunThatFailsFasterThanItSavesIsRefused() {
        assertThatThrownBy(() -> new Faults(1, 2, 60).expected(512, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("512 workers fail every 7.031 s")
                .hasMessageContaining("takes 160.0 s");
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> new Faults(-1, 0, 0)).hasMessageStartingWith("mtbf hours is -1, wanted 0 to");
    }
}
