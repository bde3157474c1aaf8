package io.mmdino.average.server;

/**
 * The threshold of the next share: as small as it can be while a share sends no more than a hundredth of the elements, for it is
 * the error of every weight, but large enough that steps of its size keep up with what moves. Always a power of two, so that
 * sums of steps are exact, whatever their order.
 *
 * <p>After DL4J's AdaptiveThresholdAlgorithm, with a narrower band, for weights tremble by the threshold; and with the look at
 * what is left in place of its clipping of the residual, which forgets.
 *
 * @param value now
 * @param first the run's first one
 * @param quiet shares in a row that have sent too little
 */
record AdaptiveThreshold(float value, float first, int quiet) {

    private static final double MANY = 1e-2;
    private static final double FEW = MANY / 4;
    /** So many elements are cheap to send, however short the vector. */
    private static final long CHEAP = 256;
    /** Elements that move alike come to the threshold together, and then are silent together: no reason to lower it. */
    private static final int PATIENCE = 3;
    /** The value stays within this factor of the first one. */
    private static final float REACH = 1 << 20;

    /** @param first rounded down to a power of two */
    static AdaptiveThreshold of(double first) {
        if (!(first > Float.MIN_NORMAL * REACH) || !(first < 1)) {
            throw new IllegalArgumentException("a threshold of " + first + ", wanted above 0 to below 1");
        }
        float power = Math.scalb(1f, Math.getExponent(first));
        return new AdaptiveThreshold(power, power, 0);
    }

    /**
     * @param sent elements of the last share
     * @param length of the whole vector
     * @param left mean absolute value that it left in those elements
     */
    AdaptiveThreshold after(long sent, long length, double left) {
        if (sent > 0 && left > value || sent > Math.max(MANY * length, CHEAP)) {
            return new AdaptiveThreshold(Math.min(first * REACH, 2 * value), first, 0);
        }
        if (sent >= Math.max(FEW * length, CHEAP / 4)) {
            return new AdaptiveThreshold(value, first, 0);
        }
        return quiet + 1 < PATIENCE
                ? new AdaptiveThreshold(value, first, quiet + 1)
                : new AdaptiveThreshold(Math.max(first / REACH, value / 2), first, 0);
    }
}
