package io.mmdino.evaluate;

/** What makes probabilities of the classes from features. */
@FunctionalInterface
public interface Predictor {

    /** Probabilities of every row of the table, beside its labels. */
    Predictions predict(FeatureTable features);
}
