package io.mmdino.kernel;

/**
 * The arithmetic of MM-DINOv2, one operation a method, each forward operation beside its gradient. {@link Backends} makes
 * the implementations. They hold no state, so all lanes may share one.
 *
 * <p>The operations are declared by theme: matrix products and attention in {@link Products}, operations on all elements
 * alike in {@link Elementwise}, on whole rows in {@link Rowwise}, normalisations in {@link Norms}, activation functions
 * and residual branches in {@link Activations}, targets and loss in {@link Softmax}, patches and embeddings in {@link
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
public interface Kernels extends Products, Elementwise, Rowwise, Norms, Activations, Softmax, Tokens {

    /** The name by which settings choose them, such as {@code vector}, {@code scalar} or {@code nd4j}. */
    String name();

    /** The type of the elements of all tensors. */
    Tensor.Type type();

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

    /** A new zeroed tensor [rows, cols] of {@link #type()}. */
    default Tensor zeros(int rows, int cols) {
        return Tensor.zeros(type(), rows, cols);
    }
}
