package io.mmdino.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention over so many tokens that the queries of a head are computed in parts. */
class HostAttentionTest {

    private static final int TOKENS = 601;
    private static final int HEADS = 2;
    private static final int WIDTH = 8;

    @ParameterizedTest
    @CsvSource({"FLOAT32, true", "FLOAT32, false", "BFLOAT16, true", "BFLOAT16, false"})
    void manyTokensAgreeWithTheReference(Precision precision, boolean trains) {
        Kernels judge = precision == Precision.FLOAT32
                ? Backends.scalar(Tensor.Type.FLOAT64)
                : Backends.scalar(Tensor.Type.FLOAT32, precision);
        Kernels kernels = Backends.vector(precision, HostLibrary.here());
        double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 1e-2;
        RandomTensors.assertAgree(judge, kernels, (k, t, width) -> attention(k, t, width, trains), WIDTH, tolerance);
    }

    private static void attention(Kernels kernels, RandomTensors tensors, int width, boolean trains) {
        Tensor qkv = tensors.normal(TOKENS, 3 * width);
        Tensor out = tensors.normal(TOKENS, width);
        AttentionState state = tensors.attention(1, TOKENS, HEADS, trains);
        kernels.attention(qkv, state, out);
        if (trains) {
            kernels.attentionBackward(
                    tensors.normal(TOKENS, width), qkv, out, state, tensors.normal(TOKENS, 3 * width));
        }
    }
}
