package io.mmdino.score;

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

    static StudyScore refused(String study, String reason) {
        return new StudyScore(study, Status.REFUSED, reason, List.of(), Optional.empty());
    }

    /** A copy with another reason when this is scored; this when it is refused. */
    StudyScore noting(String note) {
        return status == Status.REFUSED ? this : new StudyScore(study, status, note, sequences, answer);
    }
}
