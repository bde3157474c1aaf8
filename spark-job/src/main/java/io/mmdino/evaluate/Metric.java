package io.mmdino.evaluate;

import java.util.function.ToDoubleFunction;

/** A measure of predictions. All values agree with scikit-learn 1.2; see {@link ConfusionMatrix} for the degenerate cases. */
public enum Metric {
    /** Matthews' correlation, Gorodkin's R_K. */
    MCC("mcc", p -> ConfusionMatrix.of(p).mcc()),
    /** Mean recall, which scikit-learn calls balanced accuracy. */
    MEAN_PER_CLASS_ACCURACY(
            "mean_per_class_accuracy", p -> ConfusionMatrix.of(p).meanPerClassAccuracy()),
    /** Macro one-vs-rest area under the ROC curve; NaN when no class has rows both in and out of it. */
    AUC("auc", RocAuc::macro),
    /** Macro F1. */
    F1("f1", p -> ConfusionMatrix.of(p).macroF1()),
    /** Share of rows that are predicted right. */
    ACCURACY("accuracy", p -> ConfusionMatrix.of(p).accuracy()),
    /** Cohen's kappa. */
    KAPPA("kappa", p -> ConfusionMatrix.of(p).kappa());

    private final String key;
    private final ToDoubleFunction<Predictions> measure;

    Metric(String key, ToDoubleFunction<Predictions> measure) {
        this.key = key;
        this.measure = measure;
    }

    /** Name in results and settings. */
    public String key() {
        return key;
    }

    /** The value for some predictions; NaN where it is undefined. */
    public double of(Predictions predictions) {
        return measure.applyAsDouble(predictions);
    }
}
