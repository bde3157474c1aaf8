package io.mmdino.cluster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RingTest {

    private static final long N = 86_000_000;

    @Test
    void oneWorkerSendsNothing() {
        Ring alone = new Ring(1, N, 3);
        assertThat(alone.bytes(Mode.gradients())).isZero();
        assertThat(alone.seconds(Mode.parameters(10), new Link(10, 1e-3, 1e-9))).isZero();
    }

    @Test
    void twoWorkersSendOneVectorEachAndTheirStatistics() {
        // Half a vector out, half a sum out; 2 centres of 3 + 1 doubles.
        assertThat(new Ring(2, N, 3).bytes(Mode.gradients())).isEqualTo(344e6 + 64);
        assertThat(new Ring(2, N, 3).bytes(Mode.parameters(10))).isEqualTo(4 * 344e6 + 64);
    }

    @Test
    void bytesPerWorkerApproachTwoVectorsHoweverManyTheyAre() {
        assertThat(new Ring(512, N, 3).bytes(Mode.gradients()) / 344e6).isCloseTo(2 * 511.0 / 512, within(1e-3));
    }

    @Test
    void wireEndpointAndHopsAddUp() {
        Ring ring = new Ring(8, 1_000_000, 3);
        double bytes = ring.bytes(Mode.gradients());
        assertThat(ring.seconds(Mode.gradients(), new Link(8, 0, 0))).isCloseTo(bytes / 1e9, within(1e-12));
        assertThat(ring.seconds(Mode.gradients(), new Link(1e5, 0, 1e-6)))
                .isCloseTo(bytes * 1.00000008e-6, within(1e-9));
        // 7 hops of reduce-scatter, 7 of all-gather, 7 for each centre.
        double hops = ring.seconds(Mode.gradients(), new Link(8, 1, 0)) - bytes / 1e9;
        assertThat(hops).isCloseTo(28, within(1e-9));
    }

    @Test
    void twoWorkersOverAnEndlessWireTakeTheMeasuredSeconds() {
        Link loopback = new Link(1e5, 0, 0.5 / 344e6);
        assertThat(new Ring(2, N, 3).seconds(Mode.gradients(), loopback)).isCloseTo(0.5, within(1e-4));
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> new Ring(0, N, 3)).hasMessage("workers is 0, wanted 1 to 65536");
        assertThatThrownBy(() -> new Link(Double.NaN, 0, 0)).hasMessageStartingWith("gigabits is NaN, wanted 0.001");
        assertThatThrownBy(() -> Mode.parameters(0)).hasMessageStartingWith("period is 0");
    }
}
