package io.mmdino.cluster.scale;

/** Bounds of what the model is asked about. */
final class Checks {

    private Checks() {}

    /** @throws IllegalArgumentException naming the value and its bounds; NaN lies in none */
    static void within(String name, double value, double lowest, double highest) {
        if (!(value >= lowest && value <= highest)) {
            throw new IllegalArgumentException(
                    name + " is " + plain(value) + ", wanted " + plain(lowest) + " to " + plain(highest));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
