package io.mmdino.shard;

import java.util.List;
import java.util.OptionalInt;

/**
 * A study as trainers see it: its facts and the record numbers of its windows.
 *
 * @param study keyed hash of the study id
 * @param subject keyed hash of the subject id
 * @param site the site's name as given at ingestion, may be empty
 * @param label class index, empty when unlabelled
 * @param present for each sequence whether the study has it, [M]
 * @param training record numbers of its training windows for each of the three axes, in the order of the slices; a list may be
 *     empty
 * @param evaluation record number of the axial window that represents the study where evaluation reads one window
 */
public record StudyEntry(
        String study,
        String subject,
        String site,
        Split split,
        OptionalInt label,
        boolean[] present,
        List<int[]> training,
        int evaluation) {}
