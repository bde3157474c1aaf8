package io.mmdino.average.server;

/**
 * The threshold of the next share. It is the error of every weight, so it is kept as small as possible while a share sends at
 * most a hundredth of the elements, but large enough that steps of its size keep up with the movement. Always a power of two, so
 * that sums of steps are exact in any order.
 *
 * <p>Source: DL4J's AdaptiveThresholdAlgorithm, with two changes: a narrower band, because weights oscillate by the threshold,
 * and the threshold follows the size of the residual, which is not clipped, because clipping loses movement.
 *
 * @param value current threshold
 * @param first threshold at the start of the run
 * @param quiet number of shares in a row that have sent too little
 */
record AdaptiveThreshold(float value, float first, int quiet) {

    private static final double MANY = 1e-2;
    private static final double FEW = MANY / 4;
    /** Number of elements that is cheap to send, however short the vector is. */
    private static final long CHEAP = 256;
    /** Shares with too few elements before the threshold falls. Elements with similar
     * movement reach the threshold in the same share, followed by shares with few elements. */
    private static final int QUIET_SHARES = 3;
    /** The value stays within this factor of the first one. */
    private static final float REACH = 1 << 20;

    /**
     * The threshold at the start of a run.
     *
     * @param first is rounded down to a power of two
     * @throws IllegalArgumentException when it is not above 0 and below 1
     */
    static AdaptiveThreshold of(double first) {
        if (!(first > Float.MIN_NORMAL * REACH) || !(first < 1)) {
            throw new IllegalArgumentException("a threshold of " + first + ", wanted above 0 to below 1");
        }
        float power = Math.scalb(1f, Math.getExponent(first));
        return new AdaptiveThreshold(power, power, 0);
    }

    /**
     * The threshold after a share.
     *
     * @param sent number of elements that the share sent
     * @param length of the whole vector, in elements
     * @param left mean absolute residual that remained in the sent elements
     */
    AdaptiveThreshold after(long sent, long length, double left) {
        if (sent > 0 && left > value || sent > Math.max(MANY * length, CHEAP)) {
            return new AdaptiveThreshold(Math.min(first * REACH, 2 * value), first, 0);
        }
        if (sent >= Math.max(FEW * length, CHEAP / 4)) {
            return new AdaptiveThreshold(value, first, 0);
        }
        return quiet + 1 < QUIET_SHARES
                ? new AdaptiveThreshold(value, first, quiet + 1)
                : new AdaptiveThreshold(Math.max(first / REACH, value / 2), first, 0);
    }
}
