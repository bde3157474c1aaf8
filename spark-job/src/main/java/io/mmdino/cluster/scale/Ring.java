package io.mmdino.cluster.scale;

/**
 * One round's exchange in a ring: every vector by reduce-scatter and all-gather, 2 (W - 1) hops, and the batch statistics of
 * both centres, passed once around, W - 1 hops each.
 *
 * <p>Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.
 *
 * @param workers W
 * @param parameters n, float32
 * @param prototypes K; a centre's statistics are K + 1 float64
 */
public record Ring(int workers, long parameters, int prototypes) {

    private static final int CENTRES = 2;

    public Ring {
        Checks.within("workers", workers, 1, 65_536);
        Checks.within("parameters", parameters, 1, 1e12);
        Checks.within("prototypes", prototypes, 1, 1_000_000);
    }

    /** Bytes that each worker sends in a round, and receives. */
    public double bytes(Mode mode) {
        double vector = 2.0 * (workers - 1) / workers * Float.BYTES * parameters;
        double statistics = (workers - 1.0) * Double.BYTES * (prototypes + 1);
        return mode.vectors() * vector + CENTRES * statistics;
    }

    /** Seconds of a round's exchange, once the last worker has come. */
    public double seconds(Mode mode, Link link) {
        double hops = (workers - 1.0) * (2 * mode.vectors() + CENTRES);
        return link.seconds(bytes(mode)) + hops * link.hopSeconds();
    }
}
