package io.mmdino.evaluate;

import io.mmdino.shard.StudyEntry;

/** Which of a study's sequences an encoder may use. */
@FunctionalInterface
public interface SequenceChoice {

    /** All that the study has. */
    SequenceChoice ALL = study -> study.present().clone();

    /** @return a new array, true only where the study has the sequence, [M] */
    boolean[] of(StudyEntry study);
}
