package io.mmdino.selfcheck;

/**
 * One line of the verdict.
 *
 * @param kernels name of the kernels it was computed with, or {@link #NO_KERNELS}
 * @param trace file or check it came from
 * @param quantity what was compared
 * @param error worst error found, relative to what was expected; infinite when nothing could be compared
 * @param bound what it may be at most
 * @param reason why nothing could be compared; empty when something was
 */
public record CheckResult(String kernels, String trace, String quantity, double error, double bound, String reason) {

    /** In place of a kernels' name where none are used. */
    public static final String NO_KERNELS = "-";

    public boolean holds() {
        return error <= bound; // false for NaN
    }
}
