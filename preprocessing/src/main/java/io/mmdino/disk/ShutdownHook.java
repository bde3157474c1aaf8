package io.mmdino.disk;

/** Work that is done when this process is ended by a signal, unless it is no longer needed by then. */
public final class ShutdownHook implements AutoCloseable {

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * @param name of its thread
     * @param work runs beside that of others, and holds up the end of the process: it must be short
     * @throws IllegalStateException when the process is ending already
     */
    public static ShutdownHook of(String name, Runnable work) {
        Thread hook = new Thread(work, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /** It is not needed any more. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending, and the work finds nothing to do
        }
    }
}
