package io.mmdino.cluster;

import java.util.List;

/**
 * How a worker's part of a run ended. It travels from the task to the driver as JSON text.
 *
 * @param rank of the worker
 * @param failure reason of its failure; empty when it has finished
 * @param isOwn whether the worker itself failed, rather than stopped because of another's failure
 * @param mayPass whether the failure may be over at another time: a store or disk space was missing
 */
public record WorkerReport(int rank, String failure, boolean isOwn, boolean mayPass) {

    /** The worker has finished. */
    public static WorkerReport done(int rank) {
        return new WorkerReport(rank, "", false, false);
    }

    /** The worker has failed, and a repetition would fail too. */
    public static WorkerReport failed(int rank, String reason) {
        return new WorkerReport(rank, reason, true, false);
    }

    /** The worker has failed for want of a store or of disk space, after trying again for as long as it may. */
    public static WorkerReport failedForNow(int rank, String reason) {
        return new WorkerReport(rank, reason, true, true);
    }

    /** The worker has stopped because another worker has reported its own failure. */
    public static WorkerReport stopped(int rank, String reason) {
        return new WorkerReport(rank, reason, false, false);
    }

    /**
     * Checks that all workers have finished.
     *
     * @throws WorkerException with the reason of the worker that failed first, when not all have; a {@link ClusterLostException}
     *     when that may pass
     */
    static void requireDone(List<WorkerReport> reports) {
        reports.stream()
                .filter(WorkerReport::isOwn)
                .findFirst()
                .or(() -> reports.stream()
                        .filter(report -> !report.failure.isEmpty())
                        .findFirst())
                .ifPresent(report -> {
                    String text = "worker " + report.rank + ": " + report.failure;
                    throw report.mayPass ? new ClusterLostException(text) : new WorkerException(text);
                });
    }
}
