package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ErfTest {

    @Test
    void agreesWithCommonsMathOnTheWholeLine() {
        for (double x = -6; x <= 6; x += 0.00390625) {
            double erf = org.apache.commons.math3.special.Erf.erf(x);
            assertThat(Erf.erf(x)).as("erf(%s)", x).isCloseTo(erf, within(1e-14));
            assertThat(Erf.erfc(x)).as("erfc(%s)", x).isCloseTo(1 - erf, within(1e-14));
        }
    }

    @Test
    void keepsItsDigitsInTheTail() {
        assertThat(Erf.erfc(3)).isCloseTo(2.209049699858544e-5, within(1e-19));
        assertThat(Erf.erfc(5)).isCloseTo(1.5374597944280347e-12, within(1e-26));
        assertThat(Erf.erfc(10)).isCloseTo(2.088487583762545e-45, within(1e-58));
        assertThat(Erf.erfc(40)).isZero();
    }

    @Test
    void isOddAndEndsAtOne() {
        assertThat(Erf.erf(0)).isZero();
        assertThat(Erf.erf(-0.3)).isEqualTo(-Erf.erf(0.3));
        assertThat(Erf.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Erf.erf(Double.NaN)).isNaN();
    }
}
