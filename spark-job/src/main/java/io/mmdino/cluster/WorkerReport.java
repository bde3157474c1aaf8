package io.mmdino.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * How a worker's part of a run ended. A class and not a record, because Kryo, which a cluster may have Spark serialise with,
 * does not know records.
 */
public final class WorkerReport implements Serializable {

    private final int rank;
    private final String failure;
    private final boolean own;

    private WorkerReport(int rank, String failure, boolean own) {
        this.rank = rank;
        this.failure = failure;
        this.own = own;
    }

    /** It has done all. */
    public static WorkerReport done(int rank) {
        return new WorkerReport(rank, "", false);
    }

    /** It has failed in a way that would come again. */
    public static WorkerReport failed(int rank, String reason) {
        return new WorkerReport(rank, reason, true);
    }

    /** It has stopped because a peer said that it has failed. */
    public static WorkerReport stopped(int rank, String reason) {
        return new WorkerReport(rank, reason, false);
    }

    /** @throws WorkerException with the reason of the worker that failed first, when not all are done */
    static void requireDone(List<WorkerReport> reports) {
        reports.stream()
                .filter(report -> report.own)
                .findFirst()
                .or(() -> reports.stream()
                        .filter(report -> !report.failure.isEmpty())
                        .findFirst())
                .ifPresent(report -> {
                    throw new WorkerException("worker " + report.rank + ": " + report.failure);
                });
    }
}
