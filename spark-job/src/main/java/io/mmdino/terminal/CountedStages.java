package io.mmdino.terminal;

/** Shows work that goes over studies again and again: how many in all, and what is being done to them. */
public final class CountedStages implements AutoCloseable {

    private final TerminalProgress shown;
    private String stage = "";
    private long before;
    private long here;

    public CountedStages(String task) {
        this(task, "studies");
    }

    /** @param unit of all stages */
    public CountedStages(String task, String unit) {
        shown = TerminalProgress.start(task, unit, -1);
    }

    /** So many studies of this stage are done. */
    public synchronized void at(String name, long done, long total) {
        if (!name.equals(stage)) {
            before += here;
            here = 0;
            stage = name;
        }
        here = Math.max(here, done);
        shown.note(name + " (" + here + " of " + total + ")");
        shown.reached(before + here);
    }

    @Override
    public void close() {
        shown.close();
    }
}
