package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bfloat16Test {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-3.140625, -3.140625",
        "1.00390625, 1", // half way: to the even one
        "1.01171875, 1.015625", // half way: to the even one
        "1.00390637, 1.0078125",
        "-1.00390637, -1.0078125",
        "3.4028235e38, Infinity",
        "Infinity, Infinity",
        "NaN, NaN",
        "0, 0"
    })
    void aValueBecomesTheNearestBfloat16AndTheEvenOneOfTwo(float value, Float wanted) {
        assertThat(Bfloat16.value(Bfloat16.bits(value))).isEqualTo(wanted);
    }
}
