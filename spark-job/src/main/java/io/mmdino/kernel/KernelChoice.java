package io.mmdino.kernel;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Kernels} that settings choose by name, and how to start them in this process. */
public enum KernelChoice {
    /** The fastest kernels that this process can run: cuda on a GPU that the build has code for, else vector, else scalar. */
    AUTO,
    /** {@link Backends#vector}. */
    VECTOR,
    /** {@link Backends#scalar} in float32. */
    SCALAR,
    /** {@link Backends#nd4j} in float32 on the CPU. */
    ND4J,
    /** {@link Backends#nd4j} in float32 on a GPU. */
    CUDA;

    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /**
     * The choice that users write as {@code name}.
     *
     * @throws IllegalArgumentException when there are no kernels of that name
     */
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

    /**
     * The kernels of a process that is alone on its machine and so may take its first GPU.
     *
     * @throws IllegalStateException as {@link #kernels(Cuda)}
     */
    public Kernels kernels() {
        return kernels(Cuda.here());
    }

    /**
     * The kernels. Those of ND4J start it on the CPU or the GPU, wherever they compute; others do not load it.
     *
     * @param cuda the GPU of this process, if any
     * @throws IllegalStateException for {@code vector} when the JVM runs without its module, for {@code cuda} when there is no
     *     usable GPU, or when ND4J runs elsewhere in this process already
     */
    public Kernels kernels(Cuda cuda) {
        KernelChoice choice = resolved(hasVectorApi(), cuda);
        if (choice == CUDA) {
            Nd4jStart.onGpu(cuda.device());
        } else if (cuda.backend() && choice == ND4J) {
            Nd4jStart.onCpu();
        } else if (cuda.backend()) {
            Nd4jStart.hideCuda();
        }
        return switch (choice) {
            case VECTOR -> Backends.vector();
            case SCALAR -> Backends.scalar(Tensor.Type.FLOAT32);
            default -> Backends.nd4j(choice.toString(), Tensor.Type.FLOAT32);
        };
    }

    /** The choice of a driver whose workers use this one: the driver computes little and needs no GPU. */
    public KernelChoice ofDriver() {
        return this == CUDA ? AUTO : this;
    }

    /** The fastest kernels of the CPU, which work on the host memory of tensors even where ND4J computes on a GPU. */
    public static Kernels onHost() {
        return hasVectorApi() ? Backends.vector() : Backends.scalar(Tensor.Type.FLOAT32);
    }

    private static boolean hasVectorApi() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    /**
     * The choice that {@code auto} resolves to in this process; any other choice returns itself or is refused.
     *
     * @param vectorApi whether the JVM runs with the module of the Vector API, without which no vector class may be loaded
     * @throws IllegalStateException when this process cannot run this choice
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

    /** The name that users write, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
