package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VitSettingsTest {

    private static final List<String> FOUR = List.of("t1", "t1c", "t2", "flair");

    private static VitSettings of(String architecture, int width, int depth, int heads, int patch, int imageSize) {
        return new VitSettings(
                architecture,
                width,
                depth,
                heads,
                patch,
                imageSize,
                FOUR,
                FOUR,
                FeedForward.Kind.MLP,
                0,
                1e-5,
                VitSettings.DINOV2_DEVIATION,
                0.3);
    }

    private static VitSettings sequences(List<String> sequences, List<String> rows, int registers, double dropPath) {
        return new VitSettings(
                "vit_small",
                0,
                0,
                0,
                14,
                518,
                sequences,
                rows,
                FeedForward.Kind.MLP,
                registers,
                1e-5,
                VitSettings.DINOV2_DEVIATION,
                dropPath);
    }

    @ParameterizedTest
    @CsvSource({"vit_small, 384, 12, 6", "vit_base, 768, 12, 12", "vit_large, 1024, 24, 16", "vit_giant, 1536, 40, 24"})
    void anArchitectureFillsWhatIsLeftZero(String architecture, int width, int depth, int heads) {
        VitSettings settings = of(architecture, 0, 0, 0, 14, 518);
        assertThat(List.of(settings.width(), settings.depth(), settings.heads()))
                .containsExactly(width, depth, heads);
        assertThat(of(architecture, 0, 3, 0, 14, 518).depth()).isEqualTo(3);
    }

    @Test
    void tokensAreOneClsTheRegistersAndThePatchesOfAllSequences() {
        assertThat(of("vit_base", 0, 0, 0, 14, 518).tokens(98)).isEqualTo(1 + 4 * 49);
        assertThat(sequences(List.of("t1", "flair"), FOUR, 4, 0).tokens(224)).isEqualTo(1 + 4 + 2 * 256);
    }

    @Test
    void sequencesKeepTheirRowsInWhateverOrderTheyCome() {
        assertThat(sequences(List.of("flair", "t1"), FOUR, 0, 0).embeddingRowOfSequence())
                .containsExactly(3, 0);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(() -> of("vit_tiny", 0, 0, 0, 14, 518), "architecture is vit_tiny"),
                fault(() -> of("custom", 0, 2, 2, 14, 518), "width is 0"),
                fault(() -> of("custom", 8, 0, 2, 14, 518), "depth is 0"),
                fault(() -> of("custom", 8, 2, 0, 14, 518), "heads is 0"),
                fault(() -> of("custom", 8, 2, 3, 14, 518), "heads is 3, wanted a divisor of width 8"),
                fault(() -> of("custom", 8, 2, 2, 0, 518), "patch is 0"),
                fault(() -> of("custom", 8, 2, 2, 14, 500), "image-size is 500, wanted a multiple of patch 14"),
                fault(() -> of("custom", 8, 2, 2, 14, 7), "image-size is 7"),
                fault(() -> sequences(List.of(), FOUR, 0, 0), "sequences is empty"),
                fault(() -> sequences(List.of("t1", "t1"), FOUR, 0, 0), "wanted each name once"),
                fault(() -> sequences(List.of("t1", "pd"), FOUR, 0, 0), "wanted it to hold all of [t1, pd]"),
                fault(() -> sequences(FOUR, FOUR, -1, 0), "registers is -1"),
                fault(() -> sequences(FOUR, FOUR, 0, 1), "drop-path is 1.0"),
                fault(() -> sequences(FOUR, FOUR, 0, Double.NaN), "drop-path is NaN"));
    }

    private static Arguments fault(Supplier<VitSettings> settings, String message) {
        return Arguments.of(message, settings);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsNamedWithItsValue(String message, Supplier<VitSettings> settings) {
        assertThatThrownBy(settings::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
