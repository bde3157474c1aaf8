package io.mmdino.train;

/**
 * Rank of one worker and number of workers of a run. It decides which part of each joined batch a worker computes.
 *
 * @param rank 0 to {@code workers - 1}
 * @param workers number of workers, 1 or more
 */
public record WorkerRank(int rank, int workers) {

    public WorkerRank {
        if (rank < 0 || rank >= workers) {
            throw new IllegalArgumentException("rank is " + rank + ", wanted 0 to " + (workers - 1));
        }
    }

    /** The only worker of a run. */
    public static WorkerRank single() {
        return new WorkerRank(0, 1);
    }
}
