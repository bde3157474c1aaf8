package io.mmdino.disk;

/** Receives the progress of a long task. May be called from any thread. */
@FunctionalInterface
public interface Progress {

    /** A listener that ignores all reports. */
    static Progress silent() {
        return (stage, done, total) -> {};
    }

    /**
     * Called at the start of a stage or after a step of it.
     *
     * @param stage what is being done, in a few words, such as {@code reading}
     * @param done studies or steps of this stage done so far, never fewer than before
     * @param total how many this stage has
     */
    void at(String stage, long done, long total);
}
