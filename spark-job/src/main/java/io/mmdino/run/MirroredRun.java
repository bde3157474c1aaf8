package io.mmdino.run;

import io.mmdino.train.Learner;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;

/** Passes on the events of a run, and sends its checkpoints to the store of the run. */
record MirroredRun(RunListener listener, RunMirror mirror) implements RunListener {

    @Override
    public void started(long first, long iterations) {
        listener.started(first, iterations);
    }

    @Override
    public void stepped(long iteration, Learner.Outcome outcome) {
        listener.stepped(iteration, outcome);
    }

    @Override
    public void reached(long done) {
        listener.reached(done);
    }

    @Override
    public void validated(long iteration, double mcc, boolean best) {
        listener.validated(iteration, mcc, best);
    }

    @Override
    public void saved(Path file) throws IOException {
        mirror.saved(file);
        listener.saved(file);
    }
}
