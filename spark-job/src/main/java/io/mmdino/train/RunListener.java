package io.mmdino.train;

import java.io.IOException;
import java.nio.file.Path;

/** Called with the progress of a training run. */
public interface RunListener {

    /** @param first iteration that the run resumes from; 0 for a new run */
    void started(long first, long iterations);

    /** One worker has finished an iteration. */
    void stepped(long iteration, Learner.Outcome outcome);

    /** All workers hold the same state after this number of iterations. */
    default void reached(long done) {}

    /** Whether a checkpoint is to be saved now, although none is due. */
    default boolean wantsCheckpoint() {
        return false;
    }

    /** A checkpoint is complete on the disk. */
    default void saved(Path file) throws IOException {}

    /** The teacher was validated; {@code best} when no earlier validation had a higher MCC. */
    void validated(long iteration, double mcc, boolean best);
}
