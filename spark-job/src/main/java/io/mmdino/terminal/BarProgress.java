package io.mmdino.terminal;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar that is redrawn in place on a terminal. */
final class BarProgress implements TerminalProgress {

    private final ProgressBar bar;

    BarProgress(String task, String unit, long total, int columns) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" " + unit, 1)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII) // a terminal without UTF-8 shows it too
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                .build();
    }

    @Override
    public synchronized void reached(long done) {
        if (done > bar.getCurrent()) {
            bar.stepTo(done);
        }
    }

    @Override
    public synchronized void total(long total) {
        bar.maxHint(total);
    }

    @Override
    public synchronized void note(String note) {
        bar.setExtraMessage(" " + note);
    }

    @Override
    public synchronized void close() {
        bar.close();
    }
}
