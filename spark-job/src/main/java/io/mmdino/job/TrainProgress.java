package io.mmdino.job;

import io.mmdino.ssl.StepLosses;
import io.mmdino.terminal.TerminalProgress;
import io.mmdino.train.Learner;
import io.mmdino.train.RunListener;
import java.util.Locale;

/** Shows the progress of a training run in the terminal: iterations, losses, the last validation. */
public final class TrainProgress implements RunListener, AutoCloseable {

    private final TerminalProgress shown = TerminalProgress.start("train", "iterations", -1);
    private String validation = "";

    @Override
    public void started(long first, long iterations) {
        shown.total(iterations);
        if (first > 0) {
            shown.note("going on after " + first);
            shown.reached(first);
        }
    }

    @Override
    public void stepped(long iteration, Learner.Outcome outcome) {
        StepLosses losses = outcome.losses();
        shown.note(String.format(
                Locale.ROOT,
                "dino %.3f, ibot %.3f, koleo %.3f, labels %.3f%s",
                losses.dinoLocal() + losses.dinoGlobal(),
                losses.ibot(),
                losses.koleo(),
                losses.labelled(),
                validation));
        shown.reached(iteration + 1);
    }

    @Override
    public void reached(long done) {
        shown.reached(done);
    }

    @Override
    public void validated(long iteration, double mcc, boolean best) {
        validation = String.format(Locale.ROOT, ", validation MCC %.2f%s", mcc, best ? " (best)" : "");
    }

    @Override
    public void close() {
        shown.close();
    }
}
