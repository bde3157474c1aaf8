package io.mmdino.ssl;

import java.util.List;
import java.util.OptionalInt;

/**
 * Targets of the labelled loss: one smoothed row for each class, multiplied by the joined batch's class weights {@code
 * log(labelled / (count + 1e-6))}.
 *
 * <p>Letters: C = classes, K = outputs of the head that is trained (C, or more prototypes than classes). Source:
 * MM-DINOv2, arXiv:2509.06617, section 2.3.
 *
 * @param rows one for each class, [C, K]
 * @param labelled studies of the joined batch with a label
 */
record LabelTargets(double[][] rows, int labelled) {

    private static final double COUNT_EPSILON = 1e-6;

    /**
     * Counts the labels of a joined batch and builds its targets.
     *
     * @param outputs K
     * @param smoothing share of a label that is spread evenly over all classes
     * @throws IllegalArgumentException when a label is not a class
     */
    static LabelTargets of(List<OptionalInt> labels, int classes, int outputs, double smoothing) {
        int[] counts = new int[classes];
        int labelled = 0;
        for (OptionalInt label : labels) {
            if (label.isPresent()) {
                counts[checked(label.getAsInt(), classes)]++;
                labelled++;
            }
        }
        double[][] rows = new double[classes][outputs];
        for (int target = 0; target < classes && labelled > 0; target++) {
            for (int c = 0; c < classes; c++) {
                double weight = Math.log(labelled / (counts[c] + COUNT_EPSILON));
                double share = smoothing / classes + (c == target ? 1 - smoothing : 0);
                rows[target][c] = weight * share;
            }
        }
        return new LabelTargets(rows, labelled);
    }

    private static int checked(int label, int classes) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("a study of the batch has label " + label + ", wanted 0 to "
                    + (classes - 1) + ": label it anew or raise model.classes");
        }
        return label;
    }
}
