package io.mmdino.kernel;

import java.util.Locale;

/** Which {@link Kernels} a name in the settings means. */
public enum KernelChoice {
    /** The fastest that this JVM can run: vector, or scalar where the Vector API is off. */
    AUTO,
    /** {@link VectorKernels}. */
    VECTOR,
    /** {@link ScalarKernels} in float32. */
    SCALAR,
    /** {@link Nd4jKernels} in float32. */
    ND4J;

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** @throws IllegalArgumentException when there are no kernels of that name */
    public static KernelChoice of(String name) {
        for (KernelChoice choice : values()) {
            if (choice.toString().equals(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "no kernels are named '" + name + "', wanted one of auto, vector, scalar, nd4j");
    }

    /** Shorthand for {@code of(name).kernels()}. */
    public static Kernels kernels(String name) {
        return of(name).kernels();
    }

    /** @throws IllegalStateException for {@code vector} when the JVM runs without its module */
    public Kernels kernels() {
        return kernels(ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent());
    }

    /** @param vectorApi whether the module is there; its absence must not load a class that needs it */
    Kernels kernels(boolean vectorApi) {
        if (this == VECTOR && !vectorApi) {
            throw new IllegalStateException("kernels 'vector' need the module " + VECTOR_MODULE
                    + ", which this JVM does not have; start it with --add-modules " + VECTOR_MODULE
                    + ", or choose 'auto' or 'scalar'");
        }
        return switch (this) {
            case AUTO -> vectorApi ? new VectorKernels() : new ScalarKernels(Tensor.Type.FLOAT32);
            case VECTOR -> new VectorKernels();
            case SCALAR -> new ScalarKernels(Tensor.Type.FLOAT32);
            case ND4J -> new Nd4jKernels(Tensor.Type.FLOAT32);
        };
    }

    /** The name that users write. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
