package io.mmdino.kernel.cuda;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Tensor;

/**
 * Attention and its gradient by kernels that compute the weights again in backward. Letters: S = crops, N = tokens, H = heads,
 * D = width. What forward keeps is the logarithm of the sum of each row's exponentials, [S H, N].
 */
abstract class CudaAttention {

    private static final int ALIGNMENT = 256;

    final CudaDevice device;

    CudaAttention(CudaDevice device) {
        this.device = device;
    }

    /** As {@code Products.attention}, of a crop or more. */
    abstract void forward(Tensor qkv, AttentionState state, Tensor out);

    /** As {@code Products.attentionBackward}, of a crop or more. */
    abstract void backward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv);

    /** Whether backward needs [S H, N] of scratch memory. */
    abstract boolean needsScratch(int tokens);

    /** Without a backward the logarithms are written to scratch memory, because kernels write them always. */
    AttentionState.Sizes sizes(int pairs, int tokens, boolean trains) {
        boolean scratch = !trains || needsScratch(tokens);
        return new AttentionState.Sizes(trains ? pairs : 0, tokens, scratch ? pairs : 0, tokens);
    }

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    static Tensor logs(AttentionState state) {
        return state.kept().rows() > 0 ? state.kept() : state.scratch();
    }

    /** S H, the number of heads of all crops. */
    static int pairs(Tensor out, AttentionState state) {
        return out.rows() / state.tokens() * state.heads();
    }

    static float scale(Tensor out, AttentionState state) {
        return (float) (1 / Math.sqrt(out.cols() / state.heads()));
    }
}
