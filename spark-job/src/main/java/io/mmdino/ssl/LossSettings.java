package io.mmdino.ssl;

import io.mmdino.settings.Checks;

/**
 * Weights and temperatures of the losses.
 *
 * @param dinoWeight weight of the cls-token loss; 0 switches it off
 * @param koleoWeight weight of the KoLeo loss, which spreads cls tokens; 0 switches it off
 * @param ibotWeight weight of the masked-patch loss; 0 switches it off
 * @param semiSupervisedWeight weight of the labelled loss; 0 switches it off
 * @param labelSmoothing share of a label given evenly to all classes, 0 to below 1
 * @param labelTemperature divisor of the logits in the labelled loss
 * @param studentTemperature divisor of the student's logits
 * @param centering method that keeps the teacher from collapsing
 * @param centreMomentum share of the old centre kept in each step
 */
public record LossSettings(
        double dinoWeight,
        double koleoWeight,
        double ibotWeight,
        double semiSupervisedWeight,
        double labelSmoothing,
        double labelTemperature,
        double studentTemperature,
        Centering centering,
        double centreMomentum) {

    /** Method that turns the teacher's logits into targets. */
    public enum Centering {
        /** Softmax of the logits minus their moving average, as in DINO. */
        CENTERING,
        /** Three iterations of Sinkhorn-Knopp over the batch, as in SwAV. */
        SINKHORN
    }

    public LossSettings {
        new Checks()
                .that(dinoWeight >= 0, "dino-weight", dinoWeight, "0 or more")
                .that(koleoWeight >= 0, "koleo-weight", koleoWeight, "0 or more")
                .that(ibotWeight >= 0, "ibot-weight", ibotWeight, "0 or more")
                .that(semiSupervisedWeight >= 0, "semi-supervised-weight", semiSupervisedWeight, "0 or more")
                .that(labelSmoothing >= 0 && labelSmoothing < 1, "label-smoothing", labelSmoothing, "0 to below 1")
                .that(labelTemperature > 0, "label-temperature", labelTemperature, "above 0")
                .that(studentTemperature > 0, "student-temperature", studentTemperature, "above 0")
                .that(centreMomentum >= 0 && centreMomentum < 1, "centre-momentum", centreMomentum, "0 to below 1")
                .that(
                        dinoWeight + ibotWeight + semiSupervisedWeight != 0,
                        "dino-weight",
                        ", ibot-weight and semi-supervised-weight are all 0, wanted one above 0");
    }

    /** Whether a loss compares the student with the teacher. */
    public boolean needsTeacher() {
        return dinoWeight > 0 || ibotWeight > 0;
    }
}
