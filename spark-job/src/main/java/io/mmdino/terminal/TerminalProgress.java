package io.mmdino.terminal;

import java.util.function.IntConsumer;

/**
 * How far a command has come, on standard error: a bar on a terminal, a plain line every few seconds in a log. Safe for
 * use by many threads.
 */
public interface TerminalProgress extends IntConsumer, AutoCloseable {

    /** System property the launcher sets to {@code true} when standard error is a terminal. */
    String TERMINAL = "mmdino.terminal";

    /** System property with the terminal's width in characters. */
    String COLUMNS = "mmdino.columns";

    /**
     * @param task what is done, such as {@code ingest}
     * @param unit what is counted, such as {@code studies}
     * @param total how many there will be; -1 while unknown
     */
    static TerminalProgress start(String task, String unit, long total) {
        return Boolean.getBoolean(TERMINAL)
                ? new BarProgress(task, unit, total, Integer.getInteger(COLUMNS, 80))
                : new LineProgress(task, unit, total, System.err::println, System::nanoTime);
    }

    /** So many are done now; a count lower than an earlier one is ignored. */
    void reached(long done);

    /** How many there will be, when that becomes known. */
    void total(long total);

    /** What the last step brought, such as the loss; shown beside the count. */
    void note(String note);

    @Override
    default void accept(int done) {
        reached(done);
    }

    /** Shows the last count. */
    @Override
    void close();
}
