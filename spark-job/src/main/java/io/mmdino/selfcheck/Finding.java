package io.mmdino.selfcheck;

/**
 * One line of the verdict.
 *
 * @param trace file or folder it came from
 * @param quantity what was compared
 * @param error worst relative error found
 * @param bound what it may be at most
 */
public record Finding(String trace, String quantity, double error, double bound) {

    public boolean holds() {
        return error <= bound;
    }

    String line() {
        return "%-30s %-34s %10.2e %10.0e  %s".formatted(trace, quantity, error, bound, holds() ? "ok" : "OUT");
    }
}
