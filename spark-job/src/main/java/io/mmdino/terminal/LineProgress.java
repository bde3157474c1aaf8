package io.mmdino.terminal;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Progress as lines of a log: one at the first count, then one every few seconds, and one at the end. */
final class LineProgress implements TerminalProgress {

    static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final String task;
    private final String unit;
    private final Consumer<String> lines;
    private final LongSupplier nanos;
    private final long start;
    private long total;
    private long done;
    private String note = "";
    private long lastLine;
    private boolean shown;

    /** @param nanos a clock in nanoseconds */
    LineProgress(String task, String unit, long total, Consumer<String> lines, LongSupplier nanos) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.lines = lines;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.lastLine = start - BETWEEN_LINES.toNanos();
    }

    @Override
    public synchronized void reached(long count) {
        if (count <= done) {
            return;
        }
        done = count;
        shown = false;
        if (nanos.getAsLong() - lastLine >= BETWEEN_LINES.toNanos()) {
            print();
        }
    }

    @Override
    public synchronized void total(long count) {
        total = count;
    }

    @Override
    public synchronized void note(String text) {
        note = text;
    }

    @Override
    public synchronized void close() {
        if (done > 0 && !shown) {
            print();
        }
    }

    private void print() {
        lastLine = nanos.getAsLong();
        shown = true;
        String count = total < 0 ? done + " " + unit : done + " of " + total + " " + unit;
        String time = ", " + Duration.ofNanos(lastLine - start).toSeconds() + " s";
        lines.accept(task + ": " + count + time + (note.isEmpty() ? "" : ", " + note));
    }
}
