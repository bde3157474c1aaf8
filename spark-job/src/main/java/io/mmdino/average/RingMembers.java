package io.mmdino.average;

import java.util.Arrays;
import java.util.List;

/**
 * The workers of a ring and their addresses, from the view of one worker.
 *
 * @param rank of this worker
 * @param addresses of all workers, by rank
 */
record RingMembers(int rank, List<RingAddress> addresses) {

    /** Parses the texts that the rendezvous gathered, by rank. */
    static RingMembers parse(int rank, int workers, String[] texts) {
        if (texts.length != workers) {
            throw new IllegalStateException(
                    texts.length + " workers told their addresses, wanted " + workers + " (this is rank " + rank + ")");
        }
        return new RingMembers(
                rank, Arrays.stream(texts).map(RingAddress::parse).toList());
    }

    int workers() {
        return addresses.size();
    }

    /** The neighbour that this worker sends data to. */
    int successor() {
        return (rank + 1) % workers();
    }

    /** The neighbour that this worker receives data from. */
    int predecessor() {
        return (rank + workers() - 1) % workers();
    }

    String name(int of) {
        return "rank " + of + " at " + addresses.get(of).place();
    }

    boolean has(int of) {
        return of >= 0 && of < workers();
    }
}
