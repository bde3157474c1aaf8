package io.mmdino.run;

import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;

/** Passes on the events of a run, and sends its checkpoints to the store of the run. */
record MirroredRun(RunListener listener, RunMirror mirror) implements PassedOnRun {

    @Override
    public void saved(Path file) throws IOException {
        mirror.saved(file);
        listener.saved(file);
    }
}
