package io.mmdino.score;

import java.util.List;
import java.util.Optional;

/**
 * One row of the scores.
 *
 * @param study keyed hash of the study id
 * @param reason why it was refused, or what is to be known of a scored one; may be empty
 * @param sequences names of the sequences that the model saw
 * @param answer empty when refused
 */
public record StudyScore(
        String study, ScoreStatus status, String reason, List<String> sequences, Optional<Answer> answer) {

    /**
     * What the model says.
     *
     * @param predicted name of the most probable class
     * @param probabilities of all classes in their order, [K]
     */
    public record Answer(String predicted, double[] probabilities) {}

    static StudyScore refused(String study, String reason) {
        return new StudyScore(study, ScoreStatus.REFUSED, reason, List.of(), Optional.empty());
    }

    /** The same, with what the manifest says of the study. */
    StudyScore noting(String note) {
        return status == ScoreStatus.REFUSED ? this : new StudyScore(study, status, note, sequences, answer);
    }
}
