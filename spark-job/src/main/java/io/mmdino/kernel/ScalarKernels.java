package io.mmdino.kernel;

/**
 * Plain Java: the judge of the other kernels, in float64 the judge of the derivatives, and what runs where the Vector
 * API is not there. It computes in double and rounds where it stores; only {@code gemm} computes in the tensors' type.
 */
public final class ScalarKernels extends CheckedKernels {

    public ScalarKernels(Tensor.Type type) {
        super("scalar", type, arithmetic());
    }

    /** For either type of tensor. */
    static Arithmetic arithmetic() {
        return new Arithmetic(
                new BlasProducts(new Attention(new ScalarSoftmax())),
                new ScalarFlat(),
                new ScalarRowwise(),
                new ScalarNorms(),
                new ScalarActivations(),
                new ScalarSoftmax(),
                new ScalarTokens());
    }
}
