package io.mmdino.disk;

/** Work that runs when this process is ended by a signal, unless it is cancelled before. */
public final class ShutdownHook implements AutoCloseable {

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * Registers the work.
     *
     * @param name name of the thread that runs it
     * @param work runs beside other hooks and delays the end of the process, so it must be short
     * @throws IllegalStateException when the process is ending already
     */
    public static ShutdownHook of(String name, Runnable work) {
        Thread hook = new Thread(work, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /** Cancels the work. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending: the work runs all the same
        }
    }
}
