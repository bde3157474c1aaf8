package io.mmdino.average;

/**
 * Division of a vector into parts, and the order in which the workers' values of each part are added. Every method of
 * averaging adds in this order, so all give the same bits.
 *
 * <p>A vector of n elements is cut into W parts; part p is added up in the order of ranks p, p + 1, ..., p + W - 1, each modulo
 * W: the order in which a ring passes it on. Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
 * workstations", 2009.
 *
 * @param length n, elements of the vector
 * @param workers W, number of workers
 */
public record RingOrder(long length, int workers) {

    public RingOrder {
        if (length < 0 || workers < 1) {
            throw new IllegalArgumentException("a ring of " + workers + " workers over " + length + " elements");
        }
    }

    /** Index of the first element of a part; n for part W. */
    public long start(int part) {
        return Math.multiplyExact(length / workers, part) + length % workers * part / workers;
    }

    /** Number of elements of a part. */
    public long count(int part) {
        return start(part + 1) - start(part);
    }

    /** Rank whose values are the {@code turn}-th, 0 to W - 1, to be added to a part. */
    public int rank(int part, int turn) {
        return (part + turn) % workers;
    }
}
