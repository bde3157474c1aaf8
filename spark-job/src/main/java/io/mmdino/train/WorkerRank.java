package io.mmdino.train;

/**
 * One worker's place among those of a run. Workers hold different studies; what they draw for a whole batch must differ
 * too, so each has random streams of its own. A worker that is alone draws what worker 0 draws.
 *
 * @param rank 0 to {@code workers - 1}
 */
public record WorkerRank(int rank, int workers) {

    public WorkerRank {
        if (rank < 0 || rank >= workers) {
            throw new IllegalArgumentException("rank is " + rank + ", wanted 0 to " + (workers - 1));
        }
    }

    /** A worker that is alone. */
    public static WorkerRank whole() {
        return new WorkerRank(0, 1);
    }

    /** The purpose of a random stream, made this worker's own. */
    String own(String purpose) {
        return rank == 0 ? purpose : purpose + " of worker " + rank;
    }
}
