package io.mmdino.evaluate;

/** Hears how far an evaluation is. May be called from any thread. */
@FunctionalInterface
public interface EvaluationProgress {

    /** Hears nothing. */
    EvaluationProgress SILENT = (stage, done, total) -> {};

    /**
     * @param stage what is being done, in a few words
     * @param done studies done of this stage
     */
    void at(String stage, int done, int total);
}
