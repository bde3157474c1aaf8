package io.mmdino.optim;

import io.mmdino.settings.Checks;

/**
 * Settings of the optimiser and its schedules; {@link #paper()} is MM-DINOv2's recipe. Durations are in epochs of
 * {@code epochLength} iterations, as in the recipe.
 *
 * <p>Source: arXiv 2509.06617, implementation details; DINOv2, arXiv 2304.07193, appendix B.
 *
 * @param epochs length of the run, epochs
 * @param epochLength iterations of one epoch
 * @param baseLr learning rate for a total batch of 1024 studies (or of any batch, without scaling)
 * @param lrScaling how the learning rate follows the batch
 * @param minLr learning rate at the end
 * @param warmupEpochs epochs of linear warm-up from 0
 * @param weightDecay weight decay at the start
 * @param weightDecayEnd weight decay at the end
 * @param teacherMomentum share of the old teacher that a step keeps, at the start
 * @param teacherMomentumEnd share of the old teacher that a step keeps, at the end
 * @param warmupTeacherTemperature temperature of the teacher's softmax at the start
 * @param teacherTemperature temperature of the teacher's softmax after the warm-up
 * @param teacherTemperatureWarmupEpochs epochs of linear warm-up between the two temperatures
 * @param freezeLastLayerEpochs epochs in which the heads' last layer has learning rate 0
 * @param freezeBackboneEpochs epochs in which the backbone is not stepped at all
 * @param clipGradient largest gradient norm of a clip group; 0 clips nothing
 * @param beta1 decay of AdamW's first moment
 * @param beta2 decay of AdamW's second moment
 * @param epsilon added to AdamW's denominator
 * @param layerDecay factor on the learning rate from one block of the backbone to the one below
 * @param patchEmbedLrFactor further factor on the patch embedding's learning rate
 */
public record OptimSettings(
        int epochs,
        int epochLength,
        double baseLr,
        LrScaling lrScaling,
        double minLr,
        int warmupEpochs,
        double weightDecay,
        double weightDecayEnd,
        double teacherMomentum,
        double teacherMomentumEnd,
        double warmupTeacherTemperature,
        double teacherTemperature,
        int teacherTemperatureWarmupEpochs,
        int freezeLastLayerEpochs,
        int freezeBackboneEpochs,
        double clipGradient,
        double beta1,
        double beta2,
        double epsilon,
        double layerDecay,
        double patchEmbedLrFactor) {

    /** How the learning rate follows the number of studies that all workers take in one step. */
    public enum LrScaling {
        /** {@code baseLr * sqrt(batch / 1024)}. */
        SQRT_WRT_1024,
        /** {@code baseLr} as it stands. */
        NONE;

        double scale(int batch) {
            return this == SQRT_WRT_1024 ? Math.sqrt(batch / 1024.0) : 1;
        }
    }

    public OptimSettings {
        String ofEpochs = "0 to epochs (" + epochs + ")";
        new Checks()
                .that(epochs >= 1, "epochs", epochs, "1 or more")
                .that(epochLength >= 1, "epochLength", epochLength, "1 or more iterations")
                .that(
                        (long) epochs * epochLength <= Integer.MAX_VALUE,
                        "epochs",
                        epochs,
                        "under 2^31 iterations in all")
                .that(baseLr >= 0 && Double.isFinite(baseLr), "baseLr", baseLr, "0 or more")
                .that(minLr >= 0 && Double.isFinite(minLr), "minLr", minLr, "0 or more")
                .that(isDuration(warmupEpochs, epochs), "warmupEpochs", warmupEpochs, ofEpochs)
                .that(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay, "0 or more")
                .that(
                        weightDecayEnd >= 0 && Double.isFinite(weightDecayEnd),
                        "weightDecayEnd",
                        weightDecayEnd,
                        "0 or more")
                .that(isShare(teacherMomentum), "teacherMomentum", teacherMomentum, "0 to 1")
                .that(isShare(teacherMomentumEnd), "teacherMomentumEnd", teacherMomentumEnd, "0 to 1")
                .that(warmupTeacherTemperature > 0, "warmupTeacherTemperature", warmupTeacherTemperature, "more than 0")
                .that(teacherTemperature > 0, "teacherTemperature", teacherTemperature, "more than 0")
                .that(
                        isDuration(teacherTemperatureWarmupEpochs, epochs),
                        "teacherTemperatureWarmupEpochs",
                        teacherTemperatureWarmupEpochs,
                        ofEpochs)
                .that(
                        isDuration(freezeLastLayerEpochs, epochs),
                        "freezeLastLayerEpochs",
                        freezeLastLayerEpochs,
                        ofEpochs)
                .that(isDuration(freezeBackboneEpochs, epochs), "freezeBackboneEpochs", freezeBackboneEpochs, ofEpochs)
                .that(clipGradient >= 0, "clipGradient", clipGradient, "0 (no clipping) or more")
                .that(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to under 1")
                .that(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to under 1")
                .that(epsilon > 0, "epsilon", epsilon, "more than 0")
                .that(layerDecay > 0 && layerDecay <= 1, "layerDecay", layerDecay, "more than 0, at most 1")
                .that(patchEmbedLrFactor >= 0, "patchEmbedLrFactor", patchEmbedLrFactor, "0 or more");
    }

    /** The paper's recipe: 8,400 iterations. */
    public static OptimSettings paper() {
        return new OptimSettings(
                200,
                42,
                1e-4,
                LrScaling.SQRT_WRT_1024,
                1e-6,
                20,
                0.04,
                0.4,
                0.992,
                1,
                0.04,
                0.07,
                30,
                1,
                10,
                3,
                0.9,
                0.999,
                1e-8,
                0.9,
                0.2);
    }

    /** Iterations of the run. */
    public int iterations() {
        return epochs * epochLength;
    }

    private static boolean isDuration(int value, int epochs) {
        return value >= 0 && value <= epochs;
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }
}
