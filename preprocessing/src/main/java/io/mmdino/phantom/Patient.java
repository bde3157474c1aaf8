package io.mmdino.phantom;

import java.util.Optional;

/**
 * One patient of a cohort.
 *
 * @param index from 0, chooses the patient's random numbers
 * @param id without the {@code sub-} in front
 * @param labelled whether the class is told
 * @param missing the sequence this study lacks
 */
record Patient(int index, String id, Subtype subtype, boolean labelled, Optional<MrSequence> missing) {

    String folder() {
        return "sub-" + id;
    }
}
