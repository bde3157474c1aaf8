package io.mmdino.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RelativeErrorTest {

    @Test
    void theWorstDifferenceIsAShareOfTheLargestExpectation() {
        assertThat(RelativeError.of(new double[] {1, 4.5}, new double[] {2, -5}))
                .isCloseTo(9.5 / 5, within(1e-12));
        assertThat(RelativeError.of(new double[] {1e-9}, new double[] {0}, 1e-3))
                .isCloseTo(1e-6, within(1e-15));
    }

    @Test
    void eachElementHasItsOwnShareAndSlack() {
        assertThat(RelativeError.ofEach(new double[] {0.25, 101}, new double[] {0, 100}, 0))
                .isCloseTo(0.25, within(1e-12));
        assertThat(RelativeError.ofEach(new double[] {2.5, 7.4}, new double[] {3, 7}, 0.5))
                .isZero();
    }

    @Test
    void numbersThatCannotBeComparedAreInfinitelyFarOff() {
        double[] nan = {1, Double.NaN, 1};
        double[] ones = {1, 1, 1};
        assertThat(RelativeError.of(nan, ones)).isInfinite();
        assertThat(RelativeError.ofEach(ones, nan, 0)).isInfinite();
        assertThat(RelativeError.ofNorms(nan, ones)).isInfinite();
        assertThat(RelativeError.of(new double[2], ones)).isInfinite();
        assertThat(RelativeError.ofNorms(new double[2], ones)).isInfinite();
        assertThat(RelativeError.largestDifference(new double[2], ones)).isInfinite();
    }

    @Test
    void aResultWithoutANumberDoesNotHold() {
        assertThat(new SelfCheck.Result("scalar", "t", "q", Double.NaN, 1, "").holds())
                .isFalse();
        assertThat(new SelfCheck.Result("scalar", "t", "q", Double.POSITIVE_INFINITY, 0, "why").holds())
                .isFalse();
        assertThat(new SelfCheck.Result("scalar", "t", "q", 0, 0, "").holds()).isTrue();
    }
}
