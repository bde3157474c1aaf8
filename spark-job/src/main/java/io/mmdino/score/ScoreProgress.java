package io.mmdino.score;

/** Hears how far scoring is. May be called from any thread. */
@FunctionalInterface
public interface ScoreProgress {

    /** Hears nothing. */
    ScoreProgress SILENT = (stage, done, total) -> {};

    /**
     * @param stage {@code reading} or {@code scoring}
     * @param done studies done of this stage
     */
    void at(String stage, long done, long total);
}
