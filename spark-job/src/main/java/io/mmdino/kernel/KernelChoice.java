package io.mmdino.kernel;

import io.mmdino.kernel.onednn.OneDnn;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Kernels} that settings choose by name, and how to start them in this process. */
public enum KernelChoice {
    /** The fastest kernels that this process can run: cuda, else nd4j-cuda, else vector, else scalar. */
    AUTO,
    /** {@link Backends#vector}. */
    VECTOR,
    /** {@link Backends#scalar} in float32. */
    SCALAR,
    /** {@link Backends#nd4j} in float32 on the CPU. */
    ND4J,
    /** Our own kernels on a GPU of sm_80 or later. */
    CUDA,
    /** {@link Backends#nd4j} in float32 on a GPU of sm_37 to sm_86. */
    ND4J_CUDA;

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
                "no kernels are named '" + name + "', wanted one of auto, vector, scalar, nd4j, cuda," + " nd4j-cuda");
    }

    /** Shorthand for {@code of(name).kernels(Cuda.here(), Precision.named(precision))}. */
    public static Kernels kernels(String name, String precision) {
        return of(name).kernels(Cuda.here(), Precision.named(precision));
    }

    /** Shorthand for {@code of(name).kernels()}. */
    public static Kernels kernels(String name) {
        return of(name).kernels();
    }

    /**
     * The float32 kernels of a process that is alone on its machine and so may take its first GPU.
     *
     * @throws IllegalStateException as {@link #kernels(Cuda)}
     */
    public Kernels kernels() {
        return kernels(Cuda.here());
    }

    /** {@link #kernels(Cuda, Optional)} in float32. */
    public Kernels kernels(Cuda cuda) {
        return kernels(cuda, Optional.of(Precision.FLOAT32));
    }

    /**
     * The kernels. Those of ND4J start it on the CPU or the GPU, wherever they compute; others do not load it.
     *
     * @param cuda the GPU of this process, if any
     * @param precision of the products of layers; empty for bfloat16 on a GPU by our own kernels and where these are vector kernels
     *     and the processor multiplies it, and float32 elsewhere
     * @throws IllegalStateException for {@code vector} when the JVM runs without its module, for {@code cuda} and {@code
     *     nd4j-cuda} when there is no usable GPU, when ND4J runs elsewhere in this process already, or for a precision in which the kernels do not multiply
     */
    public Kernels kernels(Cuda cuda, Optional<Precision> precision) {
        KernelChoice choice = resolved(hasVectorApi(), cuda);
        choice.requirePrecision(precision);
        if (choice == ND4J_CUDA) {
            Nd4jStart.onGpu(cuda.device());
        } else if (cuda.backend() && choice == ND4J) {
            Nd4jStart.onCpu();
        } else if (cuda.backend()) {
            Nd4jStart.hideCuda();
        }
        return switch (choice) {
            case VECTOR -> vector(precision);
            case CUDA -> Backends.provider(choice.toString())
                    .kernels(cuda.device(), precision.orElse(Precision.BFLOAT16));
            case SCALAR -> Backends.scalar(Tensor.Type.FLOAT32);
            default -> Backends.nd4j(choice.toString(), Tensor.Type.FLOAT32);
        };
    }

    private void requirePrecision(Optional<Precision> precision) {
        if (this != CUDA && precision.equals(Optional.of(Precision.TF32))) {
            throw new IllegalStateException("kernels '" + this
                    + "' do not multiply TF32, which tensor cores of a GPU do, and train.precision is tf32;"
                    + " set train.precision to float32 or auto, or train.kernels to cuda on a GPU of sm_80 or later");
        }
        if (this != VECTOR && this != CUDA && precision.equals(Optional.of(Precision.BFLOAT16))) {
            throw new IllegalStateException(
                    "kernels '" + this + "' compute in float32 only, and train.precision is bfloat16;"
                            + " set train.precision to float32, or train.kernels to vector or cuda");
        }
    }

    private static Kernels vector(Optional<Precision> wanted) {
        HostLibrary library = HostLibrary.here();
        boolean fast = library == HostLibrary.ONEDNN && OneDnn.hasBfloat16();
        Precision precision = wanted.orElse(fast ? Precision.BFLOAT16 : Precision.FLOAT32);
        LOG.info(
                "layers multiply in {} by {}: {}",
                precision,
                library,
                wanted.isPresent()
                        ? "as it was set"
                        : fast ? "the processor multiplies bfloat16" : "no instructions for bfloat16 can be used here");
        return Backends.vector(precision, library);
    }

    /**
     * The precision that a driver and its workers share. What {@code auto} means is decided by the driver: bfloat16 for cuda, and for
     * vector kernels on CPUs what its own processor multiplies. It is float32 where workers may compute on GPUs that the driver
     * does not know.
     *
     * @param wanted empty for {@code auto}
     */
    public Optional<Precision> shared(Optional<Precision> wanted, Cuda cuda) {
        if (this == CUDA) {
            return wanted.or(() -> Optional.of(Precision.BFLOAT16));
        }
        boolean vectorOnly =
                this == VECTOR || this == AUTO && !cuda.backend() && cuda.gpus().isEmpty();
        return vectorOnly ? wanted : wanted.or(() -> Optional.of(Precision.FLOAT32));
    }

    /** The choice of a driver whose workers use this one: the driver computes little and needs no GPU. */
    public KernelChoice ofDriver() {
        return this == CUDA || this == ND4J_CUDA ? AUTO : this;
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
        if (this == CUDA || this == ND4J_CUDA) {
            (this == CUDA ? cuda.obstacle() : cuda.obstacleOfNd4j()).ifPresent(why -> {
                throw new IllegalStateException("kernels '" + this + "' cannot run here: " + why
                        + ". Choose 'auto' to compute on the CPU instead");
            });
        }
        return this == AUTO ? fastest(vectorApi, cuda) : this;
    }

    private static KernelChoice fastest(boolean vectorApi, Cuda cuda) {
        Optional<String> own = cuda.obstacle();
        if (own.isEmpty()) {
            return CUDA;
        }
        Optional<String> nd4j = cuda.obstacleOfNd4j();
        if (nd4j.isEmpty()) {
            LOG.info("computing by nd4j-cuda: {}", own.get());
            return ND4J_CUDA;
        }
        if (cuda.backend() || !cuda.gpus().isEmpty()) {
            LOG.warn("computing on the CPU. cuda: {}; nd4j-cuda: {}", own.get(), nd4j.get());
        }
        return vectorApi ? VECTOR : SCALAR;
    }

    /** The name that users write, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
