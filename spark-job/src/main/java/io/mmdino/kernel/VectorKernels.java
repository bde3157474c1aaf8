package io.mmdino.kernel;

/**
 * The fast kernels of a CPU: jdk.incubator.vector straight over tensor memory, float32 only, matrix products by BLAS.
 * The JVM has to run with {@code --add-modules jdk.incubator.vector}; {@link KernelChoice} looks whether it does.
 *
 * <p>Rows narrower than one vector (4 to 16 elements, by machine) go to plain Java.
 */
public final class VectorKernels extends CheckedKernels {

    public VectorKernels() {
        super(
                "vector",
                Tensor.Type.FLOAT32,
                new Arithmetic(
                        new BlasProducts(new Attention(new VectorSoftmax())),
                        new VectorFlat(),
                        new VectorRowwise(),
                        new VectorNorms(),
                        new VectorActivations(),
                        new VectorSoftmax(),
                        new VectorTokens()));
    }
}
