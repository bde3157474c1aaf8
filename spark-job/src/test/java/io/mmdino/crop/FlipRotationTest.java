package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlipRotationTest {

    private final float[] square = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void mirrorsLeftAndRight() {
        assertThat(turned(new FlipRotation(false, true, false))).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7);
    }

    @Test
    void mirrorsTopAndBottom() {
        assertThat(turned(new FlipRotation(false, false, true))).containsExactly(7, 8, 9, 4, 5, 6, 1, 2, 3);
    }

    @Test
    void aQuarterIsCounterClockwise() {
        assertThat(turned(FlipRotation.quarters(1))).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    }

    @Test
    void aQuarterAfterThreeIsNoTurn() {
        float[] image = turned(FlipRotation.quarters(3));
        FlipRotation.quarters(1).apply(image, 0, 3);
        assertThat(image).containsExactly(square);
    }

    @Test
    void twoQuartersAreAHalf() {
        float[] image = turned(FlipRotation.quarters(1));
        FlipRotation.quarters(1).apply(image, 0, 3);
        assertThat(image).containsExactly(turned(FlipRotation.quarters(2)));
    }

    private float[] turned(FlipRotation turn) {
        float[] image = square.clone();
        turn.apply(image, 0, 3);
        return image;
    }
}
