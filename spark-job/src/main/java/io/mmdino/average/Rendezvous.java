package io.mmdino.average;

/** Exchange of texts, such as addresses, between the workers of a run before they are connected (all-gather). */
@FunctionalInterface
public interface Rendezvous {

    /**
     * Gathers one text from each worker; returns when all workers have called it.
     *
     * @param mine this worker's text; it may hold a secret of the ring and must not be logged
     * @return the texts of all workers, by rank
     */
    String[] gather(String mine);
}
