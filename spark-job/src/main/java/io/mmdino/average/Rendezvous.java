package io.mmdino.average;

/** Where the workers of a ring tell each other their addresses, once, before there is a ring. */
@FunctionalInterface
public interface Rendezvous {

    /**
     * Waits for all workers.
     *
     * @param mine this worker's text; it holds a secret of the ring and belongs into no log
     * @return the texts of all workers by rank
     */
    String[] gather(String mine);
}
