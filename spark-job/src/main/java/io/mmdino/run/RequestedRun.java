package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Passes on the events of a run, and has it save the checkpoints that are requested.
 *
 * @param sent waits until what was saved is at the run's place
 */
public record RequestedRun(RunListener listener, CheckpointRequest request, Sent sent) implements PassedOnRun {

    /** Waits until everything that was saved is at the run's place. */
    @FunctionalInterface
    public interface Sent {
        void await() throws IOException;
    }

    @Override
    public boolean wantsCheckpoint() {
        return request.isMade();
    }

    @Override
    public void saved(Path file) throws IOException {
        listener.saved(file);
        if (CheckpointStore.iteration(file).isPresent() && request.isMade()) {
            sent.await();
            request.fulfil();
        }
    }
}
