package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShapesTest {

    private final Kernels k = Backends.scalar(Tensor.Type.FLOAT64);

    private static void refused(ThrowingCallable work, String... says) {
        assertThatThrownBy(work).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(says);
    }

    @Test
    void aTensorOfAnotherTypeIsNamed() {
        Tensor x = Tensor.host(Tensor.Type.FLOAT32, 2, 3);
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
                () -> k.attention(k.zeros(4, 9), state(4, 2, 8), k.zeros(4, 3)),
                "qkv has width 9",
                "multiple of 2 heads");
    }

    @Test
    void tokensThatDoNotFillWholeCropsAreRefused() {
        refused(
                () -> k.attention(k.zeros(5, 12), state(4, 2, 8), k.zeros(5, 4)),
                "qkv has 5 rows",
                "multiple of 4 tokens");
    }

    @Test
    void anAttentionStateOfOtherSizesIsRefused() {
        Tensor qkv = k.zeros(8, 12);
        Tensor out = k.zeros(8, 4);
        refused(() -> k.attention(qkv, state(4, 2, 8), out), "what attention keeps is [8, 4]", "wanted [16, 4]");
        refused(
                () -> k.attentionBackward(out, qkv, out, state(4, 2, 0), k.zeros(8, 12)),
                "what attention keeps is [0, 4]",
                "wanted [16, 4]");
        AttentionState narrow = new AttentionState(4, 2, k.zeros(16, 4), k.zeros(4, 4));
        refused(() -> k.attention(qkv, narrow, out), "scratch of attention is [4, 4]", "wanted [8, 4]");
        refused(
                () -> k.attentionBackward(k.zeros(4, 4), qkv, out, state(4, 2, 16), k.zeros(8, 12)),
                "dout is [4, 4]",
                "wanted [8, 4]");
    }

    private AttentionState state(int tokens, int heads, int keptRows) {
        return new AttentionState(tokens, heads, k.zeros(keptRows, tokens), k.zeros(heads * tokens, tokens));
    }

    @Test
    void aRowIndexBeyondTheTensorIsRefused() {
        refused(() -> k.gatherRows(k.zeros(3, 2), k.indices(0, 3), k.zeros(2, 2)), "row index 3 at 1", "0 to 2");
        refused(() -> k.scatterRows(k.zeros(1, 2), k.indices(-1), k.zeros(2, 2)), "row index -1 at 0");
    }

    @Test
    void aMaskOfTheWrongLengthIsRefused() {
        Tensor row = k.zeros(1, 4);
        refused(
                () -> k.embedTokens(
                        k.zeros(6, 4),
                        k.flags(new boolean[5]),
                        row,
                        row,
                        k.zeros(0, 4),
                        k.zeros(4, 4),
                        k.zeros(2, 4),
                        k.zeros(7, 4)),
                "mask is [5, 1]",
                "wanted [6, 1]");
    }

    @Test
    void imagesThatPatchesDoNotTileAreRefused() {
        refused(() -> k.patches(k.zeros(1, 100), 10, 4, k.zeros(4, 16)), "side 10 px", "the patch, 4 px");
    }

    private final Segments segments = Segments.of(
            List.of(new Segments.Segment(0, 5, 0, 1, 1, false), new Segments.Segment(16, 3, 1, 1, 1, false)));
    private final Kernels.AdamRule rule = new Kernels.AdamRule(0.9, 0.999, 1e-8, 3);

    @Test
    void sumsOfSquaresAreFloat64WithAllKernels() {
        Kernels single = Backends.scalar(Tensor.Type.FLOAT32);
        refused(
                () -> single.sumsOfSquares(single.zeros(1, 19), segments, single.zeros(1, 2)),
                "sums is FLOAT32",
                "wanted FLOAT64");
        refused(() -> k.sumsOfSquares(k.zeros(1, 18), segments, k.zeros(1, 2)), "x is [1, 18]", "wanted [1, 19]");
        refused(() -> k.sumsOfSquares(k.zeros(1, 19), segments, k.zeros(1, 3)), "sums is [1, 3]", "wanted [1, 2]");
        refused(
                () -> single.follow(single.zeros(2, 3), single.zeros(2, 3), 0.9, single.numbers(1), single.zeros(1, 2)),
                "figures is FLOAT32",
                "wanted FLOAT64");
    }

    @Test
    void anOptimisersRangesAndGroupsHaveToBeThoseOfItsSegments() {
        Tensor range = k.zeros(1, 19);
        Kernels.AdamStep step = new Kernels.AdamStep(1, 1, 0, List.of(1L, 1L));
        refused(
                () -> k.adamw(range, range, k.zeros(1, 20), range, segments, rule, step, k.zeros(1, 2), k.numbers()),
                "m is [1, 20]",
                "wanted [1, 19]");
        Kernels.AdamStep other = new Kernels.AdamStep(1, 1, 0, List.of(1L));
        refused(
                () -> k.adamw(range, range, range, range, segments, rule, other, k.zeros(1, 2), k.numbers()),
                "counts of 1 groups",
                "the 2 groups");
    }

    @Test
    void aLossWithoutAWeightForEachRowIsRefused() {
        Tensor z = k.zeros(2, 3);
        Tensor loss = k.numbers(0);
        refused(
                () -> k.crossEntropy(z, z, k.indices(0, 1), k.numbers(1), 1, z, loss),
                "weight is [1, 1]",
                "wanted [2, 1]");
        refused(() -> k.crossEntropy(z, z, k.indices(0, 2), k.numbers(1, 1), 1, z, loss), "row index 2 at 1", "0 to 1");
        refused(
                () -> k.crossEntropy(z, z, k.indices(0, 1), k.numbers(1, 1), 1, z, k.indices(0)),
                "loss is INT32, wanted FLOAT64");
        refused(() -> k.crossEntropy(z, z, k.flags(true, true), k.numbers(1, 1), 1, z, loss), "UINT8, wanted INT32");
    }

    @Test
    void statisticsOfTheWrongShapeAreRefused() {
        Tensor z = k.zeros(4, 3);
        Tensor figure = k.numbers(0);
        Tensor sums = k.numbers(0, 0, 0).reshape(1, 3);
        refused(() -> k.columnSums(z, sums), "sums is [1, 3]", "wanted [1, 4]");
        refused(() -> k.moveCentre(sums, 0.9, k.zeros(1, 3)), "sums is [1, 3]", "wanted [1, 4]");
        refused(() -> k.sinkhornStart(z, figure, k.zeros(4, 2)), "q is [4, 2]", "wanted [4, 3]");
        refused(() -> k.sinkhornRound(z, sums), "sums is [1, 3]");
        refused(() -> k.koleo(z, 3, 1, k.zeros(4, 3), figure), "4 rows", "multiple of 3 groups");
        refused(() -> k.meanEntropy(z, k.numbers(0, 0)), "[2, 1]", "wanted [1, 1]");
        refused(() -> k.correct(z, k.indices(0, 1, 2, 3), k.numbers(1, 1, 1, 1), figure), "row index 3 at 3");
        refused(() -> k.centredSoftmax(z, k.zeros(1, 3), k.indices(1), z), "temperature is INT32");
    }
}
