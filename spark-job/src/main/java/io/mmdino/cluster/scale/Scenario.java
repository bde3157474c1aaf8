package io.mmdino.cluster.scale;

/**
 * One run: who takes part, what they exchange over what, how even their steps are and what fails.
 *
 * @param iterations I, steps of the run
 */
public record Scenario(Ring ring, Link link, Mode mode, StepTimes times, Faults faults, int iterations) {

    static final int MOST_ITERATIONS = 10_000_000;

    public Scenario {
        Checks.within("iterations", iterations, 1, MOST_ITERATIONS);
    }

    /** Exchanges of the run; the last round may be shorter than the others. */
    public int rounds() {
        return (iterations - 1) / mode.period() + 1;
    }

    /** Seconds of one exchange. */
    public double exchangeSeconds() {
        return ring.seconds(mode, link);
    }

    /** Share of the time in which workers do steps that count: W such workers do W times efficiency a lone one's work. */
    public double efficiency(double seconds) {
        return iterations * times.mean() / seconds;
    }
}
