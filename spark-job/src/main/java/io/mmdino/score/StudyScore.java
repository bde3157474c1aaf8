package io.mmdino.score;

import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.Predictions;
import java.util.List;
import java.util.Optional;

/**
 * One row of the scores.
 *
 * @param study keyed hash of the study id
 * @param reason why it was refused, or a note on a scored study; may be empty
 * @param sequences names of the sequences that the model saw
 * @param answer empty when refused
 */
public record StudyScore(String study, Status status, String reason, List<String> sequences, Optional<Answer> answer) {

    /** Whether a study has a score. */
    public enum Status {
        SCORED,
        REFUSED
    }

    /**
     * The model's output for a study.
     *
     * <p>Letters: K = classes.
     *
     * @param predicted name of the most probable class
     * @param probabilities probability of each class in the order of the classes, [K]
     */
    public record Answer(String predicted, double[] probabilities) {}

    /**
     * The score of a study's features.
     *
     * @param sequences names of the sequences that the model saw
     * @param features D values from {@code from} on
     */
    public static StudyScore scored(
            String study, List<String> sequences, Classifier classifier, float[] features, int from) {
        double[] probabilities = classifier.probabilities(features, from);
        String predicted = classifier.classNames().get(Predictions.mostProbable(probabilities));
        return new StudyScore(study, Status.SCORED, "", sequences, Optional.of(new Answer(predicted, probabilities)));
    }

    /** A study that lacks all sequences of the model. */
    public static StudyScore withoutSequence(String study) {
        return refused(study, "no sequence that the model reads");
    }

    /** A study without a score, with the reason. */
    public static StudyScore refused(String study, String reason) {
        return new StudyScore(study, Status.REFUSED, reason, List.of(), Optional.empty());
    }

    /** A copy with another reason when this is scored; this when it is refused. */
    StudyScore noting(String note) {
        return status == Status.REFUSED ? this : new StudyScore(study, status, note, sequences, answer);
    }
}
