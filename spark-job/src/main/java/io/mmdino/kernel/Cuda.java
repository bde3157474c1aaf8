package io.mmdino.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What there is of CUDA for this process.
 *
 * @param backend whether ND4J's CUDA backend is on the class path (Maven profile cuda)
 * @param gpus those that CUDA sees, in CUDA's order; not asked for without the backend
 * @param address the GPU meant for this process, by nvidia-smi's number
 */
public record Cuda(boolean backend, List<Gpu> gpus, Optional<String> address) {

    private static final String BACKEND_FILE = "nd4j-jcublas.properties";

    /** For a process that has its machine to itself: the first GPU. */
    public static Cuda here() {
        Cuda all = assigned(Optional.empty());
        return new Cuda(
                all.backend, all.gpus, all.gpus.stream().findFirst().map(gpu -> Integer.toString(gpu.number())));
    }

    /** For a task: the GPU that the scheduler has given it, if any. */
    public static Cuda assigned(Optional<String> address) {
        boolean backend = Cuda.class.getClassLoader().getResource(BACKEND_FILE) != null;
        return new Cuda(backend, backend ? visible() : List.of(), address);
    }

    private static List<Gpu> visible() {
        List<Gpu> all = new NvidiaSmi("nvidia-smi").gpus();
        return Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES"))
                .map(numbers -> Gpu.visible(all, numbers))
                .orElse(all);
    }

    /** Why this process cannot compute on a GPU; empty when it can. */
    Optional<String> obstacle() {
        if (!backend) {
            return Optional.of("this build has no CUDA backend; build it with MMDINO_PROFILES=cuda");
        }
        if (gpus.isEmpty()) {
            return Optional.of("nvidia-smi names no GPU that CUDA may see here");
        }
        if (address.isEmpty()) {
            return Optional.of(
                    "Spark has given this task no GPU; set spark.task.resource.gpu.amount to 1, as the files in submit/ show");
        }
        int device = device();
        if (device < 0) {
            return Optional.of("Spark has given this task GPU " + address.get() + ", and CUDA sees "
                    + gpus.stream().map(Gpu::toString).collect(Collectors.joining(", ")));
        }
        Gpu gpu = gpus.get(device);
        return gpu.hasCode()
                ? Optional.empty()
                : Optional.of(gpu + ": this backend has no code for sm_" + gpu.architecture() + ", only for "
                        + Gpu.supported() + " and later ones of the same generation");
    }

    /** CUDA's number of the GPU, for {@link Nd4jStart#attach}; -1 when there is none of that address. */
    int device() {
        List<String> numbers =
                gpus.stream().map(gpu -> Integer.toString(gpu.number())).toList();
        return address.map(numbers::indexOf).orElse(-1);
    }
}
