package io.mmdino.cluster.scale;

import java.util.Locale;

/**
 * Failures that come at any moment alike, each of which sends all workers back to the last checkpoint.
 *
 * @param mtbfHours mean hours between failures of one worker; 0 when none ever fails
 * @param checkpointSeconds C, for which workers wait at each checkpoint
 * @param restartSeconds R, from a failure to the first step after it
 */
public record Faults(double mtbfHours, double checkpointSeconds, double restartSeconds) {

    /** Longest stretch without a checkpoint, in units of M; beyond it a run repeats itself a hundred times over. */
    private static final double HOPELESS = 5;

    public Faults {
        Checks.within("mtbf hours", mtbfHours, 0, 1e9);
        Checks.within("checkpoint seconds", checkpointSeconds, 0, 1e6);
        Checks.within("restart seconds", restartSeconds, 0, 1e6);
    }

    /** Nothing fails and checkpoints cost nothing. */
    public static Faults none() {
        return new Faults(0, 0, 0);
    }

    /** M, mean seconds between failures anywhere; infinite when nothing fails. */
    double meanSeconds(int workers) {
        return mtbfHours == 0 ? Double.POSITIVE_INFINITY : mtbfHours * 3600 / workers;
    }

    /**
     * Rounds from one checkpoint to the next that lose least: {@code sqrt(2 C M)} seconds of them, one at least.
     *
     * <p>Source: Young, "A first order approximation to the optimum checkpoint interval", CACM 17 (1974), 530-531.
     */
    int checkpointRounds(int workers, double roundSeconds, int rounds) {
        double best = Math.sqrt(2 * checkpointSeconds * meanSeconds(workers)) / roundSeconds;
        return Double.isNaN(best) ? rounds : (int) Math.max(1, Math.min(rounds, Math.rint(best)));
    }

    /**
     * Expected seconds until so many seconds pass without a failure, restarts included: {@code e^(R/M) M (e^(x/M) - 1)}.
     *
     * <p>Source: Daly, "A higher order estimate of the optimum checkpoint interval", FGCS 22 (2006), 303-312.
     *
     * @throws IllegalArgumentException when failures come so fast that it would hardly ever happen
     */
    double expected(int workers, double seconds) {
        double mean = meanSeconds(workers);
        if (Double.isInfinite(mean)) {
            return seconds;
        }
        if (seconds + restartSeconds > HOPELESS * mean) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "mtbf hours is %s: %d workers fail every %.4g s, and from one checkpoint to the next it takes %.4g s with"
                            + " a restart; wanted more hours, a shorter period, or fewer workers",
                    mtbfHours,
                    workers,
                    mean,
                    seconds + restartSeconds));
        }
        return Math.exp(restartSeconds / mean) * mean * Math.expm1(seconds / mean);
    }
}
