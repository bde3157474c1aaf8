package io.mmdino.kernel;

/**
 * The arithmetic of MM-DINOv2, one operation a method, each forward operation beside its gradient. {@link Backends} makes
 * the implementations. They hold no state, so all lanes may share one.
 *
 * <p>Tensors lie in the memory of their kernels, which need not be the host's: {@link #allocate} and {@link #zeros} make
 * them, {@link #upload} and {@link #download} are the ways across.
 *
 * <p>The operations are declared by theme: matrix products and attention in {@link Products}, operations on all elements
 * alike in {@link Elementwise}, on whole rows in {@link Rowwise}, normalisations in {@link Norms}, activation functions
 * and residual branches in {@link Activations}, targets and loss in {@link Softmax}, statistics of a batch
 * in {@link Statistics}, patches and embeddings in {@link
 * Tokens}.
 *
 * <p>Letters: R = rows, D = width, S = crops, M = sequences, n = patches per sequence, N = tokens per crop, H = heads,
 * K = prototypes.
 *
 * <p>Rules for all operations: tensors are row-major and of {@link #type()}. An output is overwritten unless its text
 * says that the operation adds to it. Gradients of parameters are always added to, summed over rows and never averaged.
 * A tensor of another type or shape than stated is refused with an IllegalArgumentException that names it, its shape
 * and the wanted one.
 */
public interface Kernels extends Products, Elementwise, Rowwise, Norms, Activations, Softmax, Statistics, Tokens {

    /** {@link #chunkTokens} of kernels that are faster the more they compute together. */
    int ALL_TOKENS = Integer.MAX_VALUE;

    /** The name by which settings choose them, such as {@code vector}, {@code scalar} or {@code nd4j}. */
    String name();

    /** The type of the elements of all tensors. */
    Tensor.Type type();

    /**
     * A new zeroed vector [1, length] in the memory of these kernels; one with more than 2^31 elements is used through {@link
     * Tensor#slice}.
     */
    Tensor allocate(Tensor.Type elements, long length);

    /** To what the products of layers round their operands. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /** What computes, as results state it: {@code vector kernels, layers in bfloat16}. */
    default String description() {
        return name() + " kernels, layers in " + precision();
    }

    /**
     * A linear layer and GELU after it, {@code u = x w^T + bias; g = gelu(u)}, which a backend may compute in one pass.
     * Gradients are those of {@link #biasGelu} and {@link #product}.
     *
     * @param x [R, I]
     * @param w [O, I]
     * @param bias [1, O]
     * @param u [R, O]
     * @param g [R, O]
     */
    default void linearGelu(Tensor x, Tensor w, Tensor bias, Tensor u, Tensor g) {
        product(x, w, u);
        biasGelu(u, bias, g);
    }

    /** A new zeroed tensor [rows, cols] of {@link #type()} in the memory of these kernels. */
    default Tensor zeros(int rows, int cols) {
        return allocate(type(), (long) rows * cols).slice(0, rows, cols);
    }

    /**
     * Copies a tensor of the host to one of these kernels, of the same type and number of elements.
     *
     * @param host in the host's memory
     */
    default void upload(Tensor host, Tensor target) {
        target.assign(host);
    }

    /** A new zeroed vector [1, length] in memory of the host from which {@link #send} copies; the caller frees it. */
    default Tensor hostTensor(Tensor.Type elements, int length) {
        return Tensor.host(elements, 1, length);
    }

    /**
     * Copies a {@link #hostTensor} to a tensor of these kernels as {@link #upload} does, before the operations that follow. The call
     * may return before the copy is made, so the host's tensor is left as it is until {@link #awaitSent} returns.
     */
    default void send(Tensor host, Tensor target) {
        upload(host, target);
    }

    /** Returns when everything sent has been copied; at once after a {@link #download}. */
    default void awaitSent() {}

    /**
     * Copies a tensor of these kernels to the host, when everything before this call has been computed.
     *
     * @param host in the host's memory, of the same type and number of elements
     */
    default void download(Tensor source, Tensor host) {
        host.assign(source);
    }

    /** Sets all elements of a tensor of any type to 0. */
    default void clear(Tensor target) {
        target.clear();
    }

    /**
     * About as many tokens should be computed together: enough for the matrix products to run at full speed, few enough for
     * activations to stay near the processor.
     */
    int chunkTokens();

    /**
     * The lanes that compute a step with these kernels: the calling thread alone where all tokens are computed together, because
     * lanes would divide them.
     *
     * @param threads of this process
     */
    default Lanes lanes(Lanes threads) {
        return chunkTokens() == ALL_TOKENS ? Lanes.ofCaller() : threads;
    }

    /** All elements of a tensor of these kernels, as a copy. */
    default double[] toDoubles(Tensor source) {
        return onHost(source).toDoubles();
    }

    /** All elements of a tensor of these kernels as float32, as a copy. */
    default float[] toFloats(Tensor source) {
        return onHost(source).toFloats();
    }

    /**
     * Overwrites a tensor of these kernels.
     *
     * @throws IllegalArgumentException when there are more or fewer values than elements
     */
    default Tensor put(float[] values, Tensor target) {
        if (target.isOnHost()) {
            return target.copyFrom(values);
        }
        upload(Tensor.host(target.type(), target.rows(), target.cols()).copyFrom(values), target);
        return target;
    }

    /** Row indices as a new tensor [n, 1] int32. */
    default Tensor indices(int... rows) {
        Tensor host = Tensor.host(Tensor.Type.INT32, rows.length, 1);
        for (int i = 0; i < rows.length; i++) {
            host.set(i, rows[i]);
        }
        return own(host);
    }

    /** Numbers as a new tensor [n, 1] float64. */
    default Tensor numbers(double... values) {
        Tensor host = Tensor.host(Tensor.Type.FLOAT64, values.length, 1);
        for (int i = 0; i < values.length; i++) {
            host.set(i, values[i]);
        }
        return own(host);
    }

    /** Flags as a new tensor [n, 1] uint8. */
    default Tensor flags(boolean... flags) {
        Tensor host = Tensor.host(Tensor.Type.UINT8, flags.length, 1);
        for (int i = 0; i < flags.length; i++) {
            host.set(i, flags[i] ? 1 : 0);
        }
        return own(host);
    }

    private Tensor own(Tensor host) {
        Tensor own = allocate(host.type(), host.length()).reshape(host.rows(), host.cols());
        upload(host, own);
        return own;
    }

    private Tensor onHost(Tensor source) {
        if (source.isOnHost()) {
            return source;
        }
        Tensor host = Tensor.host(source.type(), source.rows(), source.cols());
        download(source, host);
        return host;
    }
}
