package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {

    private final YAMLMapper yaml = new YAMLMapper();

    @Test
    void nestingUpToTheLimitIsRead() throws Exception {
        String text = "[".repeat(YamlText.DEEPEST) + "]".repeat(YamlText.DEEPEST);
        JsonNode node = YamlText.tree(yaml, text);
        for (int i = 1; i < YamlText.DEEPEST; i++) {
            node = node.get(0);
        }
        assertThat(node).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {YamlText.DEEPEST + 1, 1000, 20_000, 200_000})
    void deeperNestingIsRefusedInEveryForm(int depth) {
        String block = IntStream.range(0, Math.min(depth, 1000))
                .mapToObj(i -> " ".repeat(i) + "k:\n")
                .collect(Collectors.joining());
        for (String text : new String[] {
            "[".repeat(depth),
            "[".repeat(depth) + "]".repeat(depth),
            "{a: ".repeat(depth),
            "a: " + "[{b: ".repeat(depth),
            "- ".repeat(depth),
            block,
            "[[],".repeat(depth)
        }) {
            assertThatThrownBy(() -> YamlText.tree(yaml, text))
                    .isInstanceOf(JsonProcessingException.class)
                    .satisfies(thrown -> assertThat(((JsonProcessingException) thrown).getOriginalMessage())
                            .hasSizeLessThan(300));
        }
    }

    @Test
    void wideTreesAreNoDeepOnes() throws Exception {
        assertThat(YamlText.tree(yaml, "[" + "[],".repeat(10_000) + "]")).hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1E1001", "-1e-5000", "1.5e+123456", "1e99999999999999999999", "0.1e9999"})
    void exponentsBeyondAllUseAreRefused(String number) {
        assertThatThrownBy(() -> YamlText.tree(yaml, "a: " + number))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("exponent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e-3", "0.0015", "12345678901234567890", "1e308", "-4", "0x1e9999", "1.5E+2", "017", "0b11"})
    void usualNumbersAreRead(String number) throws Exception {
        assertThat(YamlText.tree(yaml, "a: " + number).path("a").isValueNode()).isTrue();
    }

    @Test
    void longNumbersAreRefusedAndLongTextsAreNot() throws Exception {
        for (int digits : new int[] {YamlText.LONGEST_NUMBER + 1, 1000, 100_000, 900_000}) {
            String text = "a: " + "9".repeat(digits);
            try {
                assertThat(YamlText.tree(yaml, text).path("a").isTextual())
                        .as(digits + " digits are no number")
                        .isTrue();
            } catch (JsonProcessingException e) {
                assertThat(e.getOriginalMessage()).contains("number").hasSizeLessThan(300);
            }
        }
        assertThat(YamlText.tree(yaml, "a: \"" + "x".repeat(900_000) + "\"")
                        .path("a")
                        .asText())
                .hasSize(900_000);
    }

    @Test
    void textsBeyondTheLimitAreNotRead(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> YamlText.tree(yaml, "x".repeat(YamlText.LONGEST + 1)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> YamlText.of(Path.of("/dev/zero"))).hasMessageContaining("longer than");
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> YamlText.of(latin)).isInstanceOf(MalformedInputException.class);
        assertThat(YamlText.of(Files.writeString(folder.resolve("good"), "a: ä")))
                .isEqualTo("a: ä");
    }

    @Test
    void anchorsDoNotMultiply() throws Exception {
        StringBuilder laughs = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(YamlText.tree(yaml, laughs.toString()).toString()).hasSizeLessThan(2000);
    }
}
