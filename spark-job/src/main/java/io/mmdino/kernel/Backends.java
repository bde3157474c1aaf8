package io.mmdino.kernel;

import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The implementations of {@link Kernels}, each put together from one class a theme. They check every shape before they
 * compute. {@link KernelChoice} picks one by the name in the settings.
 */
public final class Backends {

    /** Chosen by {@code bench step} and {@code bench train-step} on two cores, in float32 and bfloat16. */
    private static final int CHUNK_TOKENS = 3072;

    private Backends() {}

    /**
     * A backend in a package of its own, which {@link ServiceLoader} finds, so that kernels of the CPU do not depend on the
     * libraries of a device.
     */
    public interface Provider {

        /** The name by which settings choose its kernels. */
        String name();

        /**
         * The reason why its kernels cannot run in this process; empty when they can. Asks for nothing that an older driver or a
         * missing library could end the process with.
         *
         * @param device the device's number, as the backend counts
         */
        Optional<String> obstacle(int device);

        /**
         * The kernels on a device without an obstacle.
         *
         * @throws RuntimeException when the device refuses
         */
        Kernels kernels(int device, Precision precision);
    }

    /**
     * The backend of that name.
     *
     * @throws IllegalArgumentException when the class path has none
     */
    public static Provider provider(String name) {
        return ServiceLoader.load(Provider.class, Backends.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backend is named '" + name + "'"));
    }

    /**
     * Kernels of a backend's classes, which may rely on the types and shapes of what they are given.
     *
     * @param memory makes the memory of tensors, which the classes compute with
     * @param chunkTokens {@link Kernels#chunkTokens}
     */
    public static Kernels checked(
            String name,
            Memory.Source memory,
            Precision precision,
            int chunkTokens,
            Products products,
            Elementwise elementwise,
            Rowwise rowwise,
            Norms norms,
            Activations activations,
            Softmax softmax,
            Statistics statistics,
            Tokens tokens) {
        return new CheckedKernels(
                name,
                memory,
                Tensor.Type.FLOAT32,
                precision,
                chunkTokens,
                products,
                elementwise,
                rowwise,
                norms,
                activations,
                softmax,
                statistics,
                tokens);
    }

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
                CHUNK_TOKENS,
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
                CHUNK_TOKENS,
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
                CHUNK_TOKENS,
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
                CHUNK_TOKENS,
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
