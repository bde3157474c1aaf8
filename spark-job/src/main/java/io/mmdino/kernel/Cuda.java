package io.mmdino.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether this process can use CUDA: ND4J's backend on the class path, visible GPUs, assigned GPU.
 *
 * @param backend whether ND4J's CUDA backend is on the class path (Maven profile cuda)
 * @param gpus the GPUs that CUDA sees, in CUDA's order
 * @param address nvidia-smi's number of the GPU assigned to this process, if any
 */
public record Cuda(boolean backend, List<Gpu> gpus, Optional<String> address) {

    private static final String BACKEND_FILE = "nd4j-jcublas.properties";

    /** CUDA for a process that is alone on its machine: it takes the first visible GPU. */
    public static Cuda here() {
        Cuda all = assigned(Optional.empty());
        return new Cuda(
                all.backend, all.gpus, all.gpus.stream().findFirst().map(gpu -> Integer.toString(gpu.number())));
    }

    /**
     * CUDA for a task of a cluster.
     *
     * @param address nvidia-smi's number of the GPU that the scheduler has assigned to the task, if any
     */
    public static Cuda assigned(Optional<String> address) {
        boolean backend = Cuda.class.getClassLoader().getResource(BACKEND_FILE) != null;
        return new Cuda(backend, visible(), address);
    }

    private static List<Gpu> visible() {
        List<Gpu> all = Gpu.all("nvidia-smi");
        return Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES"))
                .map(numbers -> Gpu.visible(all, numbers))
                .orElse(all);
    }

    /** The reason why our own CUDA kernels cannot run in this process; empty when they can. */
    Optional<String> obstacle() {
        return assignment()
                .or(() -> Backends.provider(KernelChoice.CUDA.toString()).obstacle(device()));
    }

    /** The reason why ND4J's CUDA backend cannot run in this process; empty when it can. */
    Optional<String> obstacleOfNd4j() {
        if (!backend) {
            return Optional.of("this build has no CUDA backend of ND4J; build it with MMDINO_PROFILES=cuda");
        }
        return assignment().or(() -> codeOfNd4j(gpus.get(device())));
    }

    private static Optional<String> codeOfNd4j(Gpu gpu) {
        return gpu.hasCode()
                ? Optional.empty()
                : Optional.of(gpu + ": ND4J's backend has no code for sm_" + gpu.architecture() + ", only for "
                        + Gpu.supported() + " and later ones of the same generation");
    }

    /** The reason why this process has no GPU; empty when it has one. */
    private Optional<String> assignment() {
        if (gpus.isEmpty()) {
            return Optional.of("nvidia-smi names no GPU that CUDA may see here");
        }
        if (address.isEmpty()) {
            return Optional.of(
                    "Spark has given this task no GPU; set spark.mmdino.worker.gpus (or spark.task.resource.gpu.amount) to 1,"
                            + " as the files in submit/ show");
        }
        return device() >= 0
                ? Optional.empty()
                : Optional.of("Spark has given this task GPU " + address.get() + ", and CUDA sees "
                        + gpus.stream().map(Gpu::toString).collect(Collectors.joining(", ")));
    }

    /** CUDA's number of the assigned GPU; -1 when CUDA sees no such GPU. */
    int device() {
        List<String> numbers =
                gpus.stream().map(gpu -> Integer.toString(gpu.number())).toList();
        return address.map(numbers::indexOf).orElse(-1);
    }
}
