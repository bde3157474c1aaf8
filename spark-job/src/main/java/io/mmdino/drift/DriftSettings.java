package io.mmdino.drift;

import io.mmdino.settings.Checks;

/**
 * Limits from which a cohort of now counts as different from the reference.
 *
 * @param smallestCohort with fewer studies on either side nothing is compared
 * @param stabilityLimit population stability index from which a warning is given; 0.25 is the customary mark of a large shift
 * @param smoothing studies a bin that are added to both cohorts before shares are taken, so that no share is 0; see {@link Stability}
 * @param separationLimit area under the ROC curve of the classifier of features from which a warning is given, when the lower end
 *     of its interval is above 0.5 as well; 0.5 is a coin
 * @param folds of the cross-validation of that classifier, patients kept together
 * @param c its inverse strength of the L2 penalty
 * @param bootstrapDraws bootstrap samples of its interval
 * @param seed of folds and samples
 */
public record DriftSettings(
        int smallestCohort,
        double stabilityLimit,
        double smoothing,
        double separationLimit,
        int folds,
        double c,
        int bootstrapDraws,
        long seed) {

    public DriftSettings {
        new Checks()
                .atLeast("smallest-cohort", smallestCohort, 2)
                .above("stability-limit", stabilityLimit, 0)
                .above("smoothing", smoothing, 0)
                .within("separation-limit", separationLimit, 0.5, 1)
                .within("folds", folds, 2, 100)
                .above("c", c, 0)
                .within("bootstrap-draws", bootstrapDraws, 1, 1_000_000);
    }

    public static DriftSettings defaults() {
        return new DriftSettings(20, 0.25, 0.5, 0.75, 5, 0.1, 1000, 0);
    }
}
