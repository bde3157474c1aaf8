package io.mmdino.train;

/**
 * Rank of one worker and number of workers of a run. It decides which studies a worker trains on and which random streams it draws
 * from: whatever is drawn for a whole batch must differ between workers. A single worker draws like worker 0 of several.
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

    /** Name of this worker's random stream for a purpose, for {@link io.mmdino.crop.RandomStream}. */
    String streamPurpose(String purpose) {
        return rank == 0 ? purpose : purpose + " of worker " + rank;
    }
}
