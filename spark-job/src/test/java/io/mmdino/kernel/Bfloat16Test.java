package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
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

    @Test
    void vectorsRoundAsSingleValuesDoAndNoNanBecomesANumber() {
        int[] special = {0x7f800001, 0xff800001, 0x7fffffff, 0xffffffff, 0x7f7fffff, 0x00000001, 0x80007fff, 0x7fc00000
        };
        Tensor source = Tensor.host(Tensor.Type.FLOAT32, 1, 1003); // not a multiple of the vector's length
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < source.length(); i++) {
            int bits = i < special.length ? special[i] : random.nextInt();
            source.bytes().putInt(i * Float.BYTES, bits);
        }
        Tensor target = Tensor.host(Tensor.Type.BFLOAT16, 1, 1003);
        VectorRounding.round(source, target);
        for (int i = 0; i < source.length(); i++) {
            float value = source.bytes().getFloat(i * Float.BYTES);
            short found = target.bytes().getShort(i * Short.BYTES);
            assertThat(found).as("element %d", i).isEqualTo(Bfloat16.bits(value));
            assertThat(Float.isNaN(Bfloat16.value(found))).isEqualTo(Float.isNaN(value));
        }
    }
}
