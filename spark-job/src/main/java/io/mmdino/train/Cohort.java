package io.mmdino.train;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import java.util.List;
import java.util.OptionalInt;

/**
 * All studies that a run trains on, as every worker knows them, whichever windows it holds.
 *
 * @param studies those of the TRAIN split, in order of their hashed ids
 */
public record Cohort(List<Study> studies) {

    /**
     * What other workers have to know of a study.
     *
     * @param id hashed
     */
    public record Study(String id, OptionalInt label) {}

    public Cohort {
        studies = List.copyOf(studies);
        if (studies.isEmpty()) {
            throw new IllegalArgumentException("the shards hold no study of the training split, wanted 1 or more");
        }
    }

    /** The cohort of a worker that holds the windows of all studies. */
    public static Cohort of(SliceSource all) {
        return new Cohort(all.studies().stream()
                .filter(study -> study.split() == Split.TRAIN)
                .map(study -> new Study(study.study(), study.label()))
                .toList());
    }

    int size() {
        return studies.size();
    }
}
