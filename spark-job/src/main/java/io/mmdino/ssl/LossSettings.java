package io.mmdino.ssl;

/**
 * Weights and temperatures of the losses.
 *
 * @param dinoWeight weight of the cls-token loss; 0 switches it off
 * @param koleoWeight weight of the spreading of cls tokens; 0 switches it off
 * @param ibotWeight weight of the masked-patch loss; 0 switches it off
 * @param semiSupervisedWeight weight of the labelled loss; 0 switches it off
 * @param labelSmoothing share of a label given evenly to all classes, 0 to below 1
 * @param labelTemperature divisor of the logits in the labelled loss
 * @param studentTemperature divisor of the student's logits
 * @param centering how teacher logits are kept from collapsing
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

    /** How teacher logits become targets. */
    public enum Centering {
        /** Softmax of the logits less a moving average: DINO. */
        CENTERING,
        /** Three rounds of Sinkhorn-Knopp over the batch: SwAV. */
        SINKHORN
    }

    public LossSettings {
        notNegative("dino-weight", dinoWeight);
        notNegative("koleo-weight", koleoWeight);
        notNegative("ibot-weight", ibotWeight);
        notNegative("semi-supervised-weight", semiSupervisedWeight);
        share("label-smoothing", labelSmoothing);
        positive("label-temperature", labelTemperature);
        positive("student-temperature", studentTemperature);
        share("centre-momentum", centreMomentum);
        if (dinoWeight + ibotWeight + semiSupervisedWeight == 0) {
            throw new IllegalArgumentException(
                    "dino-weight, ibot-weight and semi-supervised-weight are all 0, wanted one above 0");
        }
    }

    private static void notNegative(String key, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted 0 or more");
        }
    }

    private static void positive(String key, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted above 0");
        }
    }

    private static void share(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted 0 to below 1");
        }
    }

    /** Whether any loss needs the teacher's answers. */
    public boolean needsTeacher() {
        return dinoWeight > 0 || ibotWeight > 0;
    }
}
