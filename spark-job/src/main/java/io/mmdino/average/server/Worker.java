package io.mmdino.average.server;

import java.time.Duration;

/**
 * Which worker of a run this is, and where it listens.
 *
 * @param rank 0 to W - 1; rank 0 introduces the others to each other
 * @param workers W
 * @param host the address that this worker listens on, and that its peers send to
 * @param limit how long one wait for a peer may last
 */
public record Worker(int rank, int workers, String host, Duration limit) {

    public Worker {
        if (rank < 0 || rank >= workers) {
            throw new IllegalArgumentException(
                    "rank " + rank + " of " + workers + " workers, wanted 0 to " + (workers - 1));
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("rank " + rank + " has no address to listen on");
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a limit of " + limit + " on waits, wanted more than none");
        }
    }
}
