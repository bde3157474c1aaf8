package io.mmdino.average;

/**
 * Which part of a vector belongs to whom, and in what order workers' values are added, so that every way of averaging gives
 * the same bits.
 *
 * <p>A vector of n elements is cut into W parts; part p is added up in the order of ranks p, p + 1, ..., p + W - 1, each modulo
 * W: the order in which a ring passes it on. Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", 2009.
 *
 * @param length n
 * @param workers W
 */
public record RingOrder(long length, int workers) {

    public RingOrder {
        if (length < 0 || workers < 1) {
            throw new IllegalArgumentException("a ring of " + workers + " workers over " + length + " elements");
        }
    }

    /** First element of a part; that of part W is n. */
    public long start(int part) {
        return Math.multiplyExact(length / workers, part) + length % workers * part / workers;
    }

    /** Elements of a part. */
    public long count(int part) {
        return start(part + 1) - start(part);
    }

    /** The rank whose values are added to a part at {@code turn} 0 to W - 1. */
    public int rank(int part, int turn) {
        return (part + turn) % workers;
    }
}
