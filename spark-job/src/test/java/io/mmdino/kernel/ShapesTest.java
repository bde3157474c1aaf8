package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShapesTest {

    private final Kernels k = Backends.scalar(Tensor.Type.FLOAT64);

    private static void refused(ThrowingCallable work, String... says) {
        assertThatThrownBy(work).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(says);
    }

    @Test
    void aTensorOfAnotherTypeIsNamed() {
        Tensor x = Tensor.zeros(Tensor.Type.FLOAT32, 2, 3);
        refused(() -> k.fill(x, 1), "y is FLOAT32", "wanted FLOAT64");
    }

    @Test
    void aProductOfMatricesThatDoNotMeetIsRefused() {
        refused(
                () -> k.gemm(false, true, 1, k.zeros(2, 3), k.zeros(4, 5), 0, k.zeros(2, 4)),
                "b is [4, 5]",
                "wanted [4, 3]");
    }

    @Test
    void aLinearLayerWhoseTensorsDoNotMeetIsRefused() {
        Tensor x = k.zeros(2, 3);
        Tensor w = k.zeros(4, 3);
        Tensor y = k.zeros(2, 4);
        refused(() -> k.product(x, k.zeros(4, 5), y), "w is [4, 5]", "wanted [4, 3]");
        refused(() -> k.linear(x, w, k.zeros(1, 3), y), "bias is [1, 3]", "wanted [1, 4]");
        refused(() -> k.linearGelu(x, w, k.zeros(1, 4), k.zeros(3, 4), y), "y is [3, 4]", "wanted [2, 4]");
        refused(() -> k.productBackward(y, x, w, k.zeros(2, 4), w), "dx is [2, 4]", "wanted [2, 3]");
        refused(() -> k.productBackward(y, x, w, x, k.zeros(3, 4)), "dw is [3, 4]", "wanted [4, 3]");
    }

    @Test
    void aGammaOfAnotherWidthIsRefused() {
        Tensor x = k.zeros(2, 3);
        refused(
                () -> k.layerNorm(x, k.zeros(1, 4), k.zeros(1, 3), 1e-6, k.zeros(2, 3), k.zeros(2, 2)),
                "gamma is [1, 4]",
                "wanted [1, 3]");
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        refused(
                () -> k.attention(k.zeros(4, 9), 4, 2, k.zeros(8, 4), k.zeros(4, 3)),
                "qkv has width 9",
                "multiple of 2 heads");
    }

    @Test
    void tokensThatDoNotFillWholeCropsAreRefused() {
        refused(
                () -> k.attention(k.zeros(5, 12), 4, 2, k.zeros(8, 4), k.zeros(5, 4)),
                "qkv has 5 rows",
                "multiple of 4 tokens");
    }

    @Test
    void backwardWithScratchInsteadOfProbabilitiesIsRefused() {
        Tensor qkv = k.zeros(8, 12);
        Tensor square = k.zeros(4, 4);
        refused(
                () -> k.attentionBackward(k.zeros(8, 4), qkv, square, 4, 2, k.zeros(4, 4), k.zeros(8, 12)),
                "probabilities is [4, 4]",
                "wanted [16, 4]");
    }

    @Test
    void aRowIndexBeyondTheTensorIsRefused() {
        refused(() -> k.gatherRows(k.zeros(3, 2), new int[] {0, 3}, k.zeros(2, 2)), "row index 3 at 1", "0 to 2");
        refused(() -> k.scatterRows(k.zeros(1, 2), new int[] {-1}, k.zeros(2, 2)), "row index -1 at 0");
    }

    @Test
    void aMaskOfTheWrongLengthIsRefused() {
        Tensor row = k.zeros(1, 4);
        refused(
                () -> k.embedTokens(
                        k.zeros(6, 4),
                        new boolean[5],
                        row,
                        row,
                        k.zeros(0, 4),
                        k.zeros(4, 4),
                        k.zeros(2, 4),
                        k.zeros(7, 4)),
                "mask has 5 flags",
                "6 patches");
    }

    @Test
    void imagesThatPatchesDoNotTileAreRefused() {
        refused(() -> k.patches(k.zeros(1, 100), 10, 4, k.zeros(4, 16)), "side 10 px", "the patch, 4 px");
    }

    @Test
    void aLossWithoutAWeightForEachRowIsRefused() {
        Tensor z = k.zeros(2, 3);
        refused(() -> k.crossEntropy(z, z, new int[2], new double[1], 1, z), "2 target rows and 1 weights", "2 rows");
    }
}
