package io.mmdino.cli;

/** Shows work that goes over studies again and again: how many in all, and what is being done to them. */
final class CountedStages implements AutoCloseable {

    private final TerminalProgress shown;
    private String stage = "";
    private long before;
    private long here;

    CountedStages(String task) {
        this(task, "studies");
    }

    /** @param unit of all stages */
    CountedStages(String task, String unit) {
        shown = TerminalProgress.start(task, unit, -1);
    }

    /** So many studies of this stage are done. */
    synchronized void at(String name, long done, long total) {
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
