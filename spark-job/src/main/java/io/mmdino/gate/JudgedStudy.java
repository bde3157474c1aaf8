package io.mmdino.gate;

import java.util.List;

/**
 * A labelled study of a frozen set.
 *
 * @param study keyed hash of the study id
 * @param subject keyed hash of the patient's id
 * @param site name of the site, may be empty
 * @param sequences names of the sequences that the study has, in the order of the settings
 * @param label class index
 */
public record JudgedStudy(String study, String subject, String site, List<String> sequences, int label) {

    public JudgedStudy {
        sequences = List.copyOf(sequences);
    }
}
