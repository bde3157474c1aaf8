package io.mmdino.crop;

/** Refuses settings that cannot work, naming the key, the value and what was wanted. */
final class Checks {

    private Checks() {}

    static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + "; set it to " + least + " or more");
        }
    }

    /** Both ends are allowed; NaN is not. */
    static void within(String key, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(key + " is " + value + "; set it between " + low + " and " + high);
        }
    }

    static void above(String key, double value, double bound) {
        if (!(value > bound) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(key + " is " + value + "; set it to a number above " + bound);
        }
    }

    static void ordered(String key, double min, double max) {
        if (!(min <= max)) {
            throw new IllegalArgumentException(key + "-min is " + min + " and " + key + "-max is " + max
                    + "; the first must not exceed the second");
        }
    }

    /** Thrown when arrays handed over do not fit each other. */
    static void length(String what, int length, int wanted) {
        if (length != wanted) {
            throw new IllegalArgumentException(what + " has " + length + " values, wanted " + wanted);
        }
    }
}
