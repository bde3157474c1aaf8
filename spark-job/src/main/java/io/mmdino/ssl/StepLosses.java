package io.mmdino.ssl;

/**
 * Losses and other figures of one step. A loss is unweighted unless stated, and scaled as in the reference's log.
 *
 * @param dinoLocal DINO loss of the local crops, as a share of all terms
 * @param dinoGlobal DINO loss of the global crops, as a share of all terms
 * @param koleo KoLeo loss, weighted, mean over the two global crops
 * @param ibot masked-patch loss, halved
 * @param labelled labelled loss, mean over crops, before the labelled share
 * @param labelledShare labelled studies over studies
 * @param labelledAccuracyLocal share of labelled local crops whose label has the largest logit
 * @param labelledAccuracyGlobal share of labelled global crops whose label has the largest logit
 * @param teacherEntropy mean entropy of the teacher's cls targets, nats: near 0 or ln K means collapse
 * @param clsVariance mean variance of the student's cls tokens over the batch: near 0 means collapse
 */
public record StepLosses(
        double dinoLocal,
        double dinoGlobal,
        double koleo,
        double ibot,
        double labelled,
        double labelledShare,
        double labelledAccuracyLocal,
        double labelledAccuracyGlobal,
        double teacherEntropy,
        double clsVariance) {

    /** All components, in the order of their declaration. */
    public double[] toArray() {
        return new double[] {
            dinoLocal,
            dinoGlobal,
            koleo,
            ibot,
            labelled,
            labelledShare,
            labelledAccuracyLocal,
            labelledAccuracyGlobal,
            teacherEntropy,
            clsVariance
        };
    }

    /** Inverse of {@link #toArray}. */
    public static StepLosses of(double[] v) {
        return new StepLosses(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
    }
}
