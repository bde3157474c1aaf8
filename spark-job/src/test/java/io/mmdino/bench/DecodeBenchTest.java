package io.mmdino.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.volume.NiftiException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class DecodeBenchTest {

    @Test
    void bothTimesAndThePlainSizeComeOut() throws IOException {
        DecodeBench.Result result = DecodeBench.run(golden("slice_seg.nii.gz"), 2);

        assertThat(result.plainBytes()).isEqualTo(352 + 120 * 130 * 90);
        assertThat(result.decodeSeconds()).isPositive();
        assertThat(result.inflateSeconds()).isPositive();
        assertThat(result.share()).isEqualTo(result.inflateSeconds() / result.decodeSeconds());
    }

    @Test
    void aPlainFileIsRefused() {
        assertThatThrownBy(() -> DecodeBench.run(golden("uint8_RAS.nii"), 1)).isInstanceOf(NiftiException.class);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = DecodeBenchTest.class.getResourceAsStream("/golden/imaging/" + name)) {
            return file.readAllBytes();
        }
    }
}
