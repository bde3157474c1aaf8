package io.mmdino.kernel;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which {@link Kernels} a name in the settings means. */
public enum KernelChoice {
    /** The fastest that this process can run: cuda on a GPU that the build has code for, else vector, else scalar. */
    AUTO,
    /** {@link VectorKernels}. */
    VECTOR,
    /** {@link ScalarKernels} in float32. */
    SCALAR,
    /** {@link Nd4jKernels} in float32 on the CPU. */
    ND4J,
    /** {@link Nd4jKernels} in float32 on a GPU. */
    CUDA;

    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** @throws IllegalArgumentException when there are no kernels of that name */
    public static KernelChoice of(String name) {
        for (KernelChoice choice : values()) {
            if (choice.toString().equals(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "no kernels are named '" + name + "', wanted one of auto, vector, scalar, nd4j, cuda");
    }

    /** Shorthand for {@code of(name).kernels()}. */
    public static Kernels kernels(String name) {
        return of(name).kernels();
    }

    /** For a process that has its machine to itself. */
    public Kernels kernels() {
        return kernels(Cuda.here());
    }

    /**
     * Starts ND4J where these kernels compute.
     *
     * @throws IllegalStateException for {@code vector} when the JVM runs without its module, for {@code cuda} when there is no
     *     GPU that can be used
     */
    public Kernels kernels(Cuda cuda) {
        KernelChoice choice = resolved(hasVectorApi(), cuda);
        if (choice == CUDA) {
            Nd4jStart.onGpu(cuda.device());
        } else if (cuda.backend()) {
            Nd4jStart.onCpu();
        }
        return switch (choice) {
            case VECTOR -> new VectorKernels();
            case SCALAR -> new ScalarKernels(Tensor.Type.FLOAT32);
            default -> new Nd4jKernels(choice.toString(), Tensor.Type.FLOAT32);
        };
    }

    /** What a driver takes whose workers compute with this choice: it needs no GPU for what little it computes. */
    public KernelChoice ofDriver() {
        return this == CUDA ? AUTO : this;
    }

    /** The fastest on the CPU; they read and write a tensor's host memory, wherever ND4J computes. */
    public static Kernels onHost() {
        return hasVectorApi() ? new VectorKernels() : new ScalarKernels(Tensor.Type.FLOAT32);
    }

    private static boolean hasVectorApi() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    /**
     * What {@code auto} means here; any other choice is itself, or refused.
     *
     * @param vectorApi whether the module is there; its absence must not load a class that needs it
     */
    KernelChoice resolved(boolean vectorApi, Cuda cuda) {
        if (this == VECTOR && !vectorApi) {
            throw new IllegalStateException("kernels 'vector' need the module " + VECTOR_MODULE
                    + ", which this JVM does not have; start it with --add-modules " + VECTOR_MODULE
                    + ", or choose 'auto' or 'scalar'");
        }
        if (this == CUDA) {
            cuda.obstacle().ifPresent(why -> {
                throw new IllegalStateException(
                        "kernels 'cuda' cannot run here: " + why + ". Choose 'auto' to compute on the CPU instead");
            });
        }
        return this == AUTO ? fastest(vectorApi, cuda) : this;
    }

    private static KernelChoice fastest(boolean vectorApi, Cuda cuda) {
        if (cuda.obstacle().isEmpty()) {
            return CUDA;
        }
        if (cuda.backend()) {
            LOG.warn("computing on the CPU: {}", cuda.obstacle().get());
        }
        return vectorApi ? VECTOR : SCALAR;
    }

    /** The name that users write. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
