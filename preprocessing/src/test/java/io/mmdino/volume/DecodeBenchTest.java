package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DecodeBenchTest {

    @Test
    void bothTimesAndThePlainSizeComeOut() throws IOException {
        DecodeBench.Result result = DecodeBench.run(Golden.bytes("slice_seg.nii.gz"), 2);

        assertThat(result.plainBytes()).isEqualTo(352 + 120 * 130 * 90);
        assertThat(result.decodeSeconds()).isPositive();
        assertThat(result.inflateSeconds()).isPositive();
        assertThat(result.share()).isEqualTo(result.inflateSeconds() / result.decodeSeconds());
    }

    @Test
    void aPlainFileIsRefused() {
        assertThatThrownBy(() -> DecodeBench.run(Golden.bytes("uint8_RAS.nii"), 1))
                .isInstanceOf(NiftiException.class);
    }
}
