package io.mmdino.terminal;

import java.util.function.IntConsumer;

/**
 * Progress of a command on standard error: a bar on a terminal, a line every few seconds in a log. Thread-safe.
 */
public interface TerminalProgress extends IntConsumer, AutoCloseable {

    /** System property the launcher sets to {@code true} when standard error is a terminal. */
    String TERMINAL = "mmdino.terminal";

    /** System property with the terminal's width in characters. */
    String COLUMNS = "mmdino.columns";

    /**
     * Starts a bar or lines, as standard error is a terminal or not.
     *
     * @param task name of the work, such as {@code ingest}
     * @param unit name of what is counted, such as {@code studies}
     * @param total final count; -1 while unknown
     */
    static TerminalProgress start(String task, String unit, long total) {
        return Boolean.getBoolean(TERMINAL)
                ? new BarProgress(task, unit, total, Integer.getInteger(COLUMNS, 80))
                : new LineProgress(task, unit, total, System.err::println, System::nanoTime);
    }

    /** Sets the count; one that is lower than an earlier one is ignored. */
    void reached(long done);

    /** Sets the final count when it becomes known. */
    void total(long total);

    /** Sets a text that is shown beside the count, such as the loss. */
    void note(String note);

    @Override
    default void accept(int done) {
        reached(done);
    }

    /** Shows the last count and ends the display. */
    @Override
    void close();
}
