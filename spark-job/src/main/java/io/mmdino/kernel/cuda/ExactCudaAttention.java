package io.mmdino.kernel.cuda;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Tensor;
import java.lang.ref.Reference;

/** {@link CudaAttention} in float32 by attention_exact.cu, for heads of any width. */
final class ExactCudaAttention extends CudaAttention {

    private static final int QUERIES = 2;
    private static final int THREADS = 64;

    ExactCudaAttention(CudaDevice device) {
        super(device);
    }

    @Override
    boolean needsScratch(int tokens) {
        return false;
    }

    @Override
    void forward(Tensor qkv, AttentionState state, Tensor out) {
        forward(device.lane(), DeviceMemory.address(qkv), state, out);
        Reference.reachabilityFence(qkv);
    }

    /** @param qkv address of float32 [S N, 3D] */
    static void forward(CudaLane lane, long qkv, AttentionState state, Tensor out) {
        KernelLaunch launch = lane.launch("attention_exact").with(qkv).with(out).with(logs(state));
        run(launch, state, out, 1);
    }

    @Override
    void backward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        backward(device.lane(), DeviceMemory.address(dout), DeviceMemory.address(qkv), out, state, dqkv);
        Reference.reachabilityFence(dout);
        Reference.reachabilityFence(qkv);
    }

    /**
     * @param dout address of float32 [S N, D]
     * @param qkv address of float32 [S N, 3D]
     */
    static void backward(CudaLane lane, long dout, long qkv, Tensor out, AttentionState state, Tensor dqkv) {
        KernelLaunch queries = lane.launch("attention_exact_queries")
                .with(dout)
                .with(qkv)
                .with(out)
                .with(logs(state))
                .with(dqkv);
        run(queries, state, out, 1);
        KernelLaunch keys = lane.launch("attention_exact_keys")
                .with(dout)
                .with(qkv)
                .with(out)
                .with(logs(state))
                .with(dqkv);
        run(keys, state, out, 2);
    }

    /** @param rows of N numbers that each warp keeps in shared memory */
    private static void run(KernelLaunch launch, AttentionState state, Tensor out, int rows) {
        int tokens = state.tokens();
        launch.with(tokens)
                .with(state.heads())
                .with(out.cols() / state.heads())
                .with(scale(out, state))
                .run(
                        KernelLaunch.ceil(tokens, QUERIES),
                        pairs(out, state),
                        THREADS,
                        1,
                        QUERIES * rows * tokens * Float.BYTES);
    }
}
