package io.mmdino.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.resource.ResourceInformation;

/** The GPU that Spark's resource scheduling has assigned to a task. */
final class AssignedGpu {

    private static final String GPU = "gpu";

    private AssignedGpu() {}

    /**
     * Address of the GPU, which Spark knows from submit/gpu-discovery.sh; empty where Spark schedules no GPUs.
     *
     * @param resources of the task, by name
     * @throws WorkerException when several are assigned, because a worker computes on one
     */
    static Optional<String> of(Map<String, ResourceInformation> resources) {
        List<String> addresses = Optional.ofNullable(resources.get(GPU))
                .map(gpu -> List.of(gpu.addresses()))
                .orElse(List.of());
        if (addresses.size() > 1) {
            throw new WorkerException(
                    "Spark has given this task the GPUs " + String.join(", ", addresses)
                            + ", wanted one: set spark.task.resource.gpu.amount to 1 and start as many workers as there are GPUs");
        }
        return addresses.stream().findFirst();
    }
}
