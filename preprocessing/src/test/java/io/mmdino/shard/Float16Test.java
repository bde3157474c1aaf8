package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float16Test {

    private static final int INFINITY = 0x7C00;

    @Test
    void everyHalfComesBackFromItsFloat() {
        for (int half = 0; half < 1 << 16; half++) {
            float value = Float16.toFloat((short) half);
            boolean nan = (half & 0x7FFF) > INFINITY;
            assertThat(Float.isNaN(value)).isEqualTo(nan);
            int back = Float16.fromFloat(value) & 0xFFFF;
            assertThat(nan ? back & 0x7E00 : back).isEqualTo(nan ? 0x7E00 : half);
        }
    }

    @Test
    void knownValuesAreExact() {
        assertThat(Float16.toFloat((short) 0x3C00)).isEqualTo(1);
        assertThat(Float16.toFloat((short) 0x3555)).isEqualTo(0.333251953125f);
        assertThat(Float16.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
        assertThat(Float16.toFloat((short) 0x7BFF)).isEqualTo(65504);
        assertThat(Float16.toFloat((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    /** Every boundary there is: between all neighbours, at the middle and one float to each side of it. */
    @Test
    void betweenAnyTwoNeighboursTheNearestIsTakenAndTheMiddleGoesToTheEvenOne() {
        for (int low = 0; low < INFINITY; low++) {
            float above = low + 1 == INFINITY ? 65536 : Float16.toFloat((short) (low + 1));
            float middle = (Float16.toFloat((short) low) + above) / 2; // exact: halves have 13 bits less than floats
            int even = (low & 1) == 0 ? low : low + 1;
            assertRounds(Math.nextDown(middle), low);
            assertRounds(middle, even);
            assertRounds(Math.nextUp(middle), low + 1);
        }
    }

    @Test
    void bytesAreLittleEndian() {
        byte[] bytes = Float16.encode(new float[] {1, -2});
        assertThat(bytes).containsExactly(0x00, 0x3C, 0x00, 0xC0);
        float[] values = new float[1];
        Float16.decode(bytes, 2, values);
        assertThat(values).containsExactly(-2);
    }

    private static void assertRounds(float value, int half) {
        if ((Float16.fromFloat(value) & 0xFFFF) != half || (Float16.fromFloat(-value) & 0xFFFF) != (half | 0x8000)) {
            throw new AssertionError(value + " became " + Integer.toHexString(Float16.fromFloat(value) & 0xFFFF)
                    + ", wanted " + Integer.toHexString(half));
        }
    }
}
