package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CropSettingsTest {

    @Test
    void aProbabilityBeyondOneIsRefusedWithItsKey() {
        assertThatThrownBy(() -> new BlurSettings(1, 1.5, 0.5, 0.1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blur.second is 1.5; set it between 0.0 and 1.0");
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> new ShiftSettings(Double.NaN, 1, 0, 0, 0)).hasMessageContaining("shift.probability");
    }

    @Test
    void aRangeTurnedRoundIsRefused() {
        assertThatThrownBy(() -> new MaskSettings(0.5, 0.5, 0.1, 4, 0.5, 0.3, true))
                .hasMessageContaining("share-min is 0.5 and share-max is 0.1");
    }
}
