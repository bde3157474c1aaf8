package io.mmdino.train;

import java.io.IOException;
import java.nio.file.Path;

/** Told of a run's progress. */
public interface RunListener {

    /** @param first iteration the run goes on from; 0 for a new one */
    void started(long first, long iterations);

    void stepped(long iteration, Learner.Outcome outcome);

    /** All workers hold one state after this many iterations. */
    default void reached(long done) {}

    /** A checkpoint is whole on the disk. */
    default void saved(Path file) throws IOException {}

    void validated(long iteration, double mcc, boolean best);
}
