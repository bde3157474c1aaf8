package io.mmdino.kernel;

import java.lang.reflect.Proxy;

/**
 * The implementations of {@link Kernels}, each put together from one class a theme. They check every shape before they
 * compute. {@link KernelChoice} picks one by the name in the settings.
 */
public final class Backends {

    private Backends() {}

    /**
     * The fast kernels of a CPU: jdk.incubator.vector on tensor memory, float32 only, matrix products by
     * {@link HostLibrary#here}. The JVM must run with {@code --add-modules jdk.incubator.vector}, or their classes do not load.
     *
     * <p>Rows narrower than one vector (4 to 16 elements, by processor) are computed by the scalar code.
     */
    public static Kernels vector() {
        return vector(Precision.FLOAT32, HostLibrary.here());
    }

    /** {@link #vector()} whose layers multiply in {@code precision} by {@code library}. */
    public static Kernels vector(Precision precision, HostLibrary library) {
        Rowwise rowwise = new VectorRowwise();
        return new CheckedKernels(
                "vector",
                HostMemory::new,
                Tensor.Type.FLOAT32,
                precision,
                library.products(precision, new VectorSoftmax(), rowwise),
                new VectorElementwise(),
                rowwise,
                new VectorNorms(),
                new VectorActivations(),
                new VectorSoftmax(),
                new ScalarStatistics(),
                new VectorTokens());
    }

    /**
     * Plain Java: the reference for the other kernels, in float64 for the gradients, and the fallback of a JVM without
     * the Vector API. All but the matrix products, which are OpenBLAS's, compute in double and round on storing.
     */
    public static Kernels scalar(Tensor.Type type) {
        return scalar(type, Precision.FLOAT32);
    }

    /** {@link #scalar(Tensor.Type)} whose layers multiply in {@code precision}; bfloat16 goes with float32 only. */
    static Kernels scalar(Tensor.Type type, Precision precision) {
        Rowwise rowwise = new ScalarRowwise();
        return new CheckedKernels(
                "scalar",
                HostMemory::new,
                type,
                precision,
                HostLibrary.OPENBLAS.products(precision, new ScalarSoftmax(), rowwise),
                new ScalarElementwise(),
                rowwise,
                new ScalarNorms(),
                new ScalarActivations(),
                new ScalarSoftmax(),
                new ScalarStatistics(),
                new ScalarTokens());
    }

    /**
     * ND4J's operations only, so that they run on every ND4J backend, CUDA included. On a CPU they take about twice the
     * time of {@link #vector}.
     *
     * <p>Two of ND4J's operations are not used: its gelu and preciseGelu, which are approximations of the GELU of erf,
     * and its mmul into c order, which takes twice the time of a batched matmul.
     */
    public static Kernels nd4j(Tensor.Type type) {
        return nd4j("nd4j", type);
    }

    /** @param name {@code nd4j} or {@code cuda}, depending on where ND4J computes */
    static Kernels nd4j(String name, Tensor.Type type) {
        Nd4jStart.load();
        return new CheckedKernels(
                name,
                Nd4jMemory::new,
                type,
                Precision.FLOAT32,
                new Nd4jProducts(),
                new Nd4jElementwise(),
                new Nd4jRowwise(),
                new Nd4jNorms(),
                new Nd4jActivations(),
                new Nd4jSoftmax(),
                new Nd4jStatistics(),
                new Nd4jTokens());
    }

    /**
     * The matrix products of {@link #vector} without its other operations, which return at once. For timing only: they
     * show what a step would cost if all but its products were free, and the numbers they leave are meaningless.
     */
    public static Kernels productsOnly(Precision precision, HostLibrary library) {
        Rowwise rowwise = idle(Rowwise.class);
        return new CheckedKernels(
                "products-only",
                HostMemory::new,
                Tensor.Type.FLOAT32,
                precision,
                library.products(precision, idle(HostAttention.RowSoftmax.class), rowwise),
                idle(Elementwise.class),
                rowwise,
                idle(Norms.class),
                idle(Activations.class),
                idle(Softmax.class),
                idle(Statistics.class),
                idle(Tokens.class));
    }

    /** {@link #productsOnly(Precision, HostLibrary)} in float32 by the library of this process. */
    public static Kernels productsOnly() {
        return productsOnly(Precision.FLOAT32, HostLibrary.here());
    }

    private static <T> T idle(Class<T> theme) {
        Object nothing = Proxy.newProxyInstance(
                theme.getClassLoader(),
                new Class<?>[] {theme},
                (proxy, method, arguments) -> method.getReturnType() == double.class ? 0.0 : null);
        return theme.cast(nothing);
    }
}
