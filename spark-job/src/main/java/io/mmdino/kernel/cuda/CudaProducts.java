package io.mmdino.kernel.cuda;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Precision;
import io.mmdino.kernel.Products;
import io.mmdino.kernel.Tensor;
import java.lang.ref.Reference;

/**
 * {@link Products}: matrices by cuBLASLt, attention by our own kernels. In bfloat16 operands are rounded by elementwise.cu, in TF32 by
 * cuBLASLt, with attention in float32.
 */
final class CudaProducts implements Products {

    /** Rows of bfloat16 begin at multiples of 16 bytes, which the fast algorithms of cuBLASLt want. */
    private static final int PITCH = 8;

    private static final long NO_BIAS = 0;

    private final CudaDevice device;
    private final ProductLibrary library;
    private final Precision precision;
    private final CudaAttention attention;

    CudaProducts(CudaDevice device, Precision precision) {
        this.device = device;
        this.precision = precision;
        library = new ProductLibrary(device);
        attention = precision == Precision.BFLOAT16 ? new RoundedCudaAttention(device) : new ExactCudaAttention(device);
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        multiply(false, transposeA, transposeB, alpha, a, b, beta, c);
    }

    private void multiply(
            boolean tf32,
            boolean transposeA,
            boolean transposeB,
            double alpha,
            Tensor a,
            Tensor b,
            double beta,
            Tensor c) {
        int inner = transposeA ? a.rows() : a.cols();
        if (c.length() == 0) {
            return;
        }
        if (inner == 0) {
            scale(beta, c);
            return;
        }
        ProductShape shape = ProductShape.ofFloats(tf32, transposeA, transposeB, c.rows(), c.cols(), inner, false);
        library.multiply(shape, alpha, address(a), address(b), beta, address(c), NO_BIAS);
        keep(a, b, c);
    }

    /** Keeps tensors from being freed before the call, of which only addresses were used. */
    private static void keep(Tensor a, Tensor b, Tensor c) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
    }

    /** What remains of a product over no terms. */
    private void scale(double beta, Tensor c) {
        if (beta == 0) {
            device.clear(address(c), c.length() * Float.BYTES);
        } else {
            new CudaElementwise(device).scale(beta, c);
        }
    }

    /** The library takes a bias at multiples of 16 bytes; others are added by rowwise.cu. */
    @Override
    public void linear(Tensor x, Tensor w, Tensor bias, Tensor y) {
        boolean fused = ProductShape.isWhole(address(bias));
        forward(x, w, address(bias), fused, y);
        Reference.reachabilityFence(bias);
        if (!fused) {
            device.lane()
                    .launch("add_bias")
                    .with(y)
                    .with(bias)
                    .with(y.rows())
                    .with(y.cols())
                    .overAllTiles(y.rows(), y.cols());
        }
    }

    @Override
    public void product(Tensor x, Tensor w, Tensor y) {
        forward(x, w, NO_BIAS, false, y);
    }

    private void forward(Tensor x, Tensor w, long bias, boolean hasBias, Tensor y) {
        if (y.length() == 0) {
            return;
        }
        int rows = x.rows();
        int inputs = x.cols();
        int outputs = w.rows();
        if (precision != Precision.BFLOAT16) {
            ProductShape shape = ProductShape.ofFloats(isTf32(), false, true, rows, outputs, inputs, hasBias);
            library.multiply(shape, 1, address(x), address(w), 0, address(y), bias);
            keep(x, w, y);
            return;
        }
        CudaLane lane = device.lane();
        long roundedX = lane.scratch(bytes(x) + bytes(w));
        long roundedW = roundedX + bytes(x);
        round(lane, x, roundedX);
        round(lane, w, roundedW);
        int pitch = pitch(inputs);
        ProductShape shape = ProductShape.ofBfloat16(false, true, rows, outputs, inputs, pitch, pitch, hasBias);
        library.multiply(shape, 1, roundedX, roundedW, 0, address(y), bias);
        keep(x, w, y);
    }

    @Override
    public void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw) {
        if (dy.length() == 0 || x.length() == 0) {
            return;
        }
        if (precision != Precision.BFLOAT16) {
            multiply(isTf32(), false, false, 1, dy, w, 0, dx);
            multiply(isTf32(), true, false, 1, dy, x, 1, dw);
            return;
        }
        CudaLane lane = device.lane();
        long roundedDy = lane.scratch(bytes(dy) + bytes(w) + bytes(x));
        long roundedW = roundedDy + bytes(dy);
        long roundedX = roundedW + bytes(w);
        round(lane, dy, roundedDy);
        round(lane, w, roundedW);
        round(lane, x, roundedX);
        int rows = x.rows();
        int outs = pitch(dy.cols());
        int ins = pitch(x.cols());
        ProductShape toX = ProductShape.ofBfloat16(false, false, rows, x.cols(), dy.cols(), outs, ins, false);
        library.multiply(toX, 1, roundedDy, roundedW, 0, address(dx), NO_BIAS);
        ProductShape toW = ProductShape.ofBfloat16(true, false, dy.cols(), x.cols(), rows, outs, ins, false);
        library.multiply(toW, 1, roundedDy, roundedX, 1, address(dw), NO_BIAS);
        keep(dx, dw, w);
    }

    private boolean isTf32() {
        return precision == Precision.TF32;
    }

    private static int pitch(int cols) {
        return (cols + PITCH - 1) / PITCH * PITCH;
    }

    /** Bytes of a rounded copy, whose rows have whole pitches. */
    private static long bytes(Tensor x) {
        return CudaAttention.aligned((long) x.rows() * pitch(x.cols()) * Short.BYTES);
    }

    private static void round(CudaLane lane, Tensor x, long target) {
        int pitch = pitch(x.cols());
        lane.launch("to_bfloat16")
                .with(x)
                .with(x.rows())
                .with(x.cols())
                .with(pitch)
                .with(target)
                .overElements((long) x.rows() * pitch);
    }

    private static long address(Tensor tensor) {
        return DeviceMemory.address(tensor);
    }

    @Override
    public void attention(Tensor qkv, AttentionState state, Tensor out) {
        int crops = out.rows() / state.tokens();
        for (int from = 0; from < crops; from += most(state)) {
            int to = Math.min(crops, from + most(state));
            attention.forward(part(qkv, state, from, to), part(state, from, to), part(out, state, from, to));
        }
    }

    @Override
    public void attentionBackward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        int crops = out.rows() / state.tokens();
        for (int from = 0; from < crops; from += most(state)) {
            int to = Math.min(crops, from + most(state));
            attention.backward(
                    part(dout, state, from, to),
                    part(qkv, state, from, to),
                    part(out, state, from, to),
                    part(state, from, to),
                    part(dqkv, state, from, to));
        }
    }

    /** Crops of one launch, which has a row of blocks for each head of each. */
    private static int most(AttentionState state) {
        return Math.max(1, KernelLaunch.MOST_ROWS_OF_BLOCKS / state.heads());
    }

    private static Tensor part(Tensor x, AttentionState state, int from, int to) {
        return x.rows(from * state.tokens(), to * state.tokens());
    }

    private static AttentionState part(AttentionState state, int from, int to) {
        int first = from * state.heads();
        int end = to * state.heads();
        return new AttentionState(
                state.tokens(), state.heads(), part(state.kept(), first, end), part(state.scratch(), first, end));
    }

    private static Tensor part(Tensor pairs, int from, int to) {
        return pairs.rows() == 0 ? pairs : pairs.rows(from, to);
    }

    @Override
    public AttentionState.Sizes attentionSizes(int crops, int tokens, int heads, boolean trains) {
        return attention.sizes(crops * heads, tokens, trains);
    }
}
