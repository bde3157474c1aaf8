package io.mmdino.terminal;

/** Progress of work in stages, each of which processes studies: the total count, and the stage with its own count. */
public final class CountedStages implements AutoCloseable {

    private final TerminalProgress shown;
    private String stage = "";
    private long before;
    private long here;

    public CountedStages(String task) {
        this(task, "studies");
    }

    /** @param unit name of what every stage counts */
    public CountedStages(String task, String unit) {
        shown = TerminalProgress.start(task, unit, -1);
    }

    /** Reports that {@code done} of {@code total} items of a stage are done. A new name begins the next stage. */
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
