package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudyOrderTest {

    private static final int[] ALL = IntStream.range(0, 10).toArray();

    private final StudyOrder order = new StudyOrder(3, ALL.length, "order");

    @Test
    void everyStudyComesOnceInEveryEpoch() {
        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(order.at(epoch * 10L, 10)).containsExactlyInAnyOrder(ALL);
        }
    }

    @Test
    void whatStandsAtAPositionDoesNotDependOnHowItIsReached() {
        int[] whole = order.at(0, 35);
        for (int from = 0; from < 35; from += 7) {
            assertThat(order.at(from, 7))
                    .containsExactly(
                            IntStream.range(from, from + 7).map(i -> whole[i]).toArray());
        }
    }

    @Test
    void epochsSeedsAndPurposesAreShuffledApart() {
        assertThat(order.at(10, 10)).isNotEqualTo(order.at(0, 10));
        assertThat(new StudyOrder(4, 10, "order").at(0, 10)).isNotEqualTo(order.at(0, 10));
        assertThat(new StudyOrder(3, 10, "labelled order").at(0, 10)).isNotEqualTo(order.at(0, 10));
    }

    @Test
    void positionsBeyondTwoToTheThirtyFirstAreThere() {
        assertThat(order.at(30_000_000_000L, 10)).containsExactlyInAnyOrder(ALL);
    }

    @Test
    void anOrderOfNothingIsRefused() {
        assertThatThrownBy(() -> new StudyOrder(3, 0, "order")).isInstanceOf(IllegalArgumentException.class);
    }
}
