package io.mmdino.run;

import io.mmdino.train.Learner;
import io.mmdino.train.RunListener;

/** Passes the events of a run on to another listener; what it does beside that, an implementation adds. */
interface PassedOnRun extends RunListener {

    RunListener listener();

    @Override
    default void started(long first, long iterations) {
        listener().started(first, iterations);
    }

    @Override
    default void stepped(long iteration, Learner.Outcome outcome) {
        listener().stepped(iteration, outcome);
    }

    @Override
    default void reached(long done) {
        listener().reached(done);
    }

    @Override
    default boolean wantsCheckpoint() {
        return listener().wantsCheckpoint();
    }

    @Override
    default void validated(long iteration, double mcc, boolean best) {
        listener().validated(iteration, mcc, best);
    }
}
