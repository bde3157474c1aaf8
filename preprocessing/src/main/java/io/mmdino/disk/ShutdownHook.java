package io.mmdino.disk;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Work that runs when this process is ended by a signal, unless it is cancelled before. Hooks run one after the other, in an order with
 * those of Spark, which stops its session at priority 40 of Hadoop's manager, and of Hadoop, which closes file systems at 10.
 */
public final class ShutdownHook implements AutoCloseable {

    private static final int BEFORE_SPARK = 100;
    private static final int AFTER_SPARK = 20;
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final Runnable work;

    private ShutdownHook(Runnable work, int priority, Duration limit) {
        this.work = work;
        ShutdownHookManager.get().addShutdownHook(work, priority, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Registers work that clears away what the process leaves.
     *
     * @param work delays the end of the process, so it must be short
     * @throws IllegalStateException when the process is ending already
     */
    public static ShutdownHook of(Runnable work) {
        return new ShutdownHook(work, AFTER_SPARK, SHORT);
    }

    /**
     * Registers work that needs Spark, file systems and scratch folders.
     *
     * @param limit after which the process goes on ending
     * @throws IllegalStateException when the process is ending already
     */
    public static ShutdownHook first(Runnable work, Duration limit) {
        return new ShutdownHook(work, BEFORE_SPARK, limit);
    }

    /** Cancels the work. */
    @Override
    public void close() {
        try {
            ShutdownHookManager.get().removeShutdownHook(work);
        } catch (IllegalStateException e) {
            return; // the process is ending: the work runs all the same
        }
    }
}
