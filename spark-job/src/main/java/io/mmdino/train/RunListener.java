package io.mmdino.train;

/** Told of a run's progress. */
public interface RunListener {

    /** @param first iteration the run goes on from; 0 for a new one */
    void started(long first, long iterations);

    void stepped(long iteration, Learner.Outcome outcome);

    void validated(long iteration, double mcc, boolean best);
}
