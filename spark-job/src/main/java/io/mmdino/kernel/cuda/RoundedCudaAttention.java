package io.mmdino.kernel.cuda;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Tensor;

/**
 * {@link CudaAttention} on operands that are rounded to bfloat16. Heads of 64 are computed on tensor cores by attention.cu and
 * attention_backward.cu: a block has a whole head where its memory suffices, else a tile of one. Heads of other widths are
 * computed in float32 from the rounded operands.
 */
final class RoundedCudaAttention extends CudaAttention {

    private static final int HEAD = 64;
    private static final int ROWS = 16;
    private static final int TILE = 64;
    private static final int TILE_THREADS = 128;
    private static final int FORWARD_BYTES_A_ROW = 288;
    private static final int TILED_FORWARD_BYTES = 36864;
    private static final int MOST_TOKENS_OF_A_BLOCK = 256;
    private static final int BACKWARD_BYTES = 2048;
    private static final int BACKWARD_BYTES_A_ROW = 736;
    private static final int TILED_KEYS_BYTES = 18944;
    private static final int TILED_QUERIES_BYTES = 18432;
    private static final int WARPS = 8;

    RoundedCudaAttention(CudaDevice device) {
        super(device);
    }

    @Override
    boolean needsScratch(int tokens) {
        return tokens > MOST_TOKENS_OF_A_BLOCK || backwardBytes(tokens) > device.sharedBytes();
    }

    private static int padded(int tokens) {
        return (tokens + ROWS - 1) / ROWS * ROWS;
    }

    private static int backwardBytes(int tokens) {
        return BACKWARD_BYTES + BACKWARD_BYTES_A_ROW * padded(tokens);
    }

    private static long halfBytes(Tensor x) {
        return aligned(x.length() * Short.BYTES);
    }

    private static long bytes(Tensor x) {
        return aligned(x.length() * Float.BYTES);
    }

    private static void round(CudaLane lane, Tensor x, long target) {
        lane.launch("to_bfloat16")
                .with(x)
                .with(x.rows())
                .with(x.cols())
                .with(x.cols())
                .with(target)
                .overElements(x.length());
    }

    /** Overwrites {@code target} with values of bfloat16. */
    private static void widen(CudaLane lane, long source, Tensor target) {
        lane.launch("to_float32")
                .with(source)
                .with(target.rows())
                .with(target.cols())
                .with(target.cols())
                .with(target)
                .overElements(target.length());
    }

    /** Values of bfloat16 as float32 at an address, with the shape of {@code like}. */
    private static void widen(CudaLane lane, long source, Tensor like, long target) {
        lane.launch("to_float32")
                .with(source)
                .with(like.rows())
                .with(like.cols())
                .with(like.cols())
                .with(target)
                .overElements(like.length());
    }

    private static boolean hasTensorCoreHeads(Tensor out, AttentionState state) {
        return out.cols() == HEAD * state.heads();
    }

    @Override
    void forward(Tensor qkv, AttentionState state, Tensor out) {
        CudaLane lane = device.lane();
        long rounded = lane.scratch(halfBytes(qkv) + bytes(qkv));
        long second = rounded + halfBytes(qkv);
        round(lane, qkv, rounded);
        if (hasTensorCoreHeads(out, state)) {
            forwardOfHeads(lane, rounded, second, state, out);
            widen(lane, second, out);
        } else {
            widen(lane, rounded, qkv, second);
            ExactCudaAttention.forward(lane, second, state, out);
        }
    }

    private void forwardOfHeads(CudaLane lane, long qkv, long rounded, AttentionState state, Tensor out) {
        int tokens = state.tokens();
        int wholeHead = FORWARD_BYTES_A_ROW * padded(tokens);
        boolean fits = wholeHead <= device.sharedBytes();
        KernelLaunch launch = lane.launch(fits ? "attention" : "attention_long")
                .with(qkv)
                .with(rounded)
                .with(logs(state))
                .with(tokens)
                .with(state.heads())
                .with(scale(out, state));
        if (fits) {
            launch.run(1, pairs(out, state), Math.min(KernelLaunch.BLOCK, 2 * padded(tokens)), 1, wholeHead);
        } else {
            launch.run(KernelLaunch.ceil(tokens, TILE), pairs(out, state), TILE_THREADS, 1, TILED_FORWARD_BYTES);
        }
    }

    @Override
    void backward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        CudaLane lane = device.lane();
        long slopes = lane.scratch(2 * halfBytes(dout) + halfBytes(qkv) + bytes(qkv) + bytes(dout));
        long rounded = slopes + halfBytes(dout);
        long roundedOut = rounded + halfBytes(qkv);
        long result = roundedOut + halfBytes(dout);
        round(lane, dout, slopes);
        round(lane, qkv, rounded);
        if (hasTensorCoreHeads(out, state)) {
            round(lane, out, roundedOut);
            backwardOfHeads(new Operands(lane, slopes, rounded, roundedOut, result), state, out);
            widen(lane, result, dqkv);
        } else {
            long wideSlopes = result + bytes(qkv);
            widen(lane, rounded, qkv, result);
            widen(lane, slopes, dout, wideSlopes);
            ExactCudaAttention.backward(lane, wideSlopes, result, out, state, dqkv);
        }
    }

    /** Addresses of bfloat16. */
    private record Operands(CudaLane lane, long dout, long qkv, long out, long dqkv) {}

    private void backwardOfHeads(Operands at, AttentionState state, Tensor out) {
        int tokens = state.tokens();
        int pairs = pairs(out, state);
        if (!needsScratch(tokens)) {
            at.lane
                    .launch("attention_backward")
                    .with(at.dout)
                    .with(at.qkv)
                    .with(at.out)
                    .with(state.kept())
                    .with(at.dqkv)
                    .with(tokens)
                    .with(state.heads())
                    .with(scale(out, state))
                    .run(1, pairs, 2 * padded(tokens), 1, backwardBytes(tokens));
            return;
        }
        int items = Math.multiplyExact(out.rows(), state.heads());
        at.lane
                .launch("attention_shares")
                .with(at.dout)
                .with(at.out)
                .with(state.scratch())
                .with(out.rows())
                .with(tokens)
                .with(state.heads())
                .run(KernelLaunch.ceil(items, WARPS), 1, KernelLaunch.BLOCK, 1, 0);
        tiles(at, "attention_backward_keys", state, out, TILED_KEYS_BYTES);
        tiles(at, "attention_backward_queries", state, out, TILED_QUERIES_BYTES);
    }

    private static void tiles(Operands at, String kernel, AttentionState state, Tensor out, int shared) {
        at.lane
                .launch(kernel)
                .with(at.dout)
                .with(at.qkv)
                .with(state.kept())
                .with(state.scratch())
                .with(at.dqkv)
                .with(state.tokens())
                .with(state.heads())
                .with(scale(out, state))
                .run(KernelLaunch.ceil(state.tokens(), TILE), pairs(out, state), TILE_THREADS, 1, shared);
    }
}
