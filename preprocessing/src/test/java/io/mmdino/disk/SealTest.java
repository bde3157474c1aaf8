package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final String JSON =
            "{\"name\":\"Größe crc32c:12345678\",\"values\":[1.5,-2],\"checksum\":\"" + Seal.OPEN + "\"}";

    @Test
    void aSealedTextIsTheSameButForTheDigits() {
        String sealed = new String(Seal.close(bytes(JSON)), StandardCharsets.UTF_8);
        assertThat(sealed)
                .matches(
                        "\\Q{\"name\":\"Größe crc32c:12345678\",\"values\":[1.5,-2],\"checksum\":\"crc32c:\\E[0-9a-f]{8}\"}");
        assertThatCode(() -> Seal.require(bytes(sealed), "a.json", "make it anew"))
                .doesNotThrowAnyException();
    }

    @Test
    void everyFlippedBitAndEveryCutIsFound() {
        byte[] sealed = Seal.close(bytes(JSON));
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Seal.require(damaged, "a.json", "make it anew"))
                    .as("bit " + bit)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageStartingWith("a.json ")
                    .hasMessageEndingWith("make it anew");
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> Seal.require(cut, "a.json", "make it anew"))
                    .as("cut to " + length)
                    .isInstanceOf(DamagedFileException.class);
        }
    }

    @Test
    void aTextWithoutAPlaceForTheChecksumCannotBeSealed() {
        assertThat(Seal.isThere(bytes("{}"))).isFalse();
        assertThatThrownBy(() -> Seal.close(bytes("{}"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
