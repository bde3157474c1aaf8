package io.mmdino.kernel;

/**
 * ND4J operations only: runs wherever an ND4J backend does, on its CUDA backend too. On a CPU it takes about twice the
 * time of {@link VectorKernels}.
 *
 * <p>ND4J's gelu and preciseGelu are not the GELU of the error function, and its mmul into c order takes twice the time
 * of a batched matmul: neither is used.
 */
public final class Nd4jKernels extends CheckedKernels {

    public Nd4jKernels(Tensor.Type type) {
        this("nd4j", type);
    }

    /** @param name says where ND4J computes */
    Nd4jKernels(String name, Tensor.Type type) {
        super(
                name,
                type,
                new Arithmetic(
                        new Nd4jProducts(),
                        new Nd4jFlat(),
                        new Nd4jRowwise(),
                        new Nd4jNorms(),
                        new Nd4jActivations(),
                        new Nd4jSoftmax(),
                        new Nd4jTokens()));
    }
}
