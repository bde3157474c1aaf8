package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.disk.SealedJson.BrokenException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedJsonTest {

    record Part(String word, double share) {}

    record Whole(String someName, int count, double share, List<Part> parts, Map<String, Double> named) {
        Whole {
            parts = List.copyOf(parts);
            if (count < 0) {
                throw new IllegalArgumentException("count is " + count + ", wanted 0 or more");
            }
        }
    }

    record Other(String title) {}

    private static final Whole SOME = new Whole(
            "Zoë \"q\"", 3, Double.NaN, List.of(new Part("a", 0.1), new Part("b", Double.NaN)), Map.of("x", 1e-300));

    @Test
    void aRecordIsReadBackAsItWas() throws Exception {
        byte[] file = SealedJson.bytes(SOME);

        assertThat(SealedJson.read(file, Whole.class, "it")).isEqualTo(SOME);
        assertThat(new String(file, StandardCharsets.UTF_8))
                .contains("\"some_name\"")
                .contains("\"share\" : null");
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] file = SealedJson.bytes(SOME);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] changed = file.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SealedJson.read(changed, Whole.class, "it"))
                    .as("bit " + bit)
                    .isInstanceOf(BrokenException.class);
        }
    }

    @Test
    void everyCutAndAppendedFileIsFound() {
        byte[] file = SealedJson.bytes(SOME);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> SealedJson.read(cut, Whole.class, "it")).isInstanceOf(BrokenException.class);
        }
        assertThatThrownBy(() -> SealedJson.read(Arrays.copyOf(file, file.length + 1), Whole.class, "it"))
                .isInstanceOf(BrokenException.class);
    }

    @Test
    void anotherRecordIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> SealedJson.read(SealedJson.bytes(new Other("secret")), Whole.class, "the file"))
                .isInstanceOf(BrokenException.class)
                .hasMessageContaining("the file is damaged: it is whole, but holds something else")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theChecksOfTheRecordHold() {
        byte[] file = SealedJson.bytes(SOME);
        String content = new String(file, StandardCharsets.UTF_8).replace("\"count\" : 3", "\"count\" : -3");
        String inner = content.substring(content.indexOf("\"content\": ") + 11, content.length() - 3);
        byte[] sealed = ("{\n\"sha256\": \"" + Sha256.hex(inner.getBytes(StandardCharsets.UTF_8)) + "\",\n\"content\": "
                        + inner + "\n}\n")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SealedJson.read(sealed, Whole.class, "it"))
                .hasMessageContaining("count is -3, wanted 0 or more");
    }
}
