package io.mmdino.ingest;

import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.survey.FileCount;

/**
 * What a run has to do: which studies are to be read, which are as the manifest knows them, which have left the archive. The
 * studies themselves wait on disk.
 *
 * @param studies found in the archive, those without a readable file too
 * @param labelled studies that the labels file has a row for
 * @param unchanged studies that need not be read
 * @param unchangedRefused those of them that an earlier run refused
 * @param absent studies of earlier runs that the archive no longer holds
 * @param files every file by what became of it
 * @param todo a {@link StudyTask} for each study to read, largest first, so that the last tasks of the work are short
 * @param found a {@link FoundStudy} for every study, by hashed id
 * @param worked a {@link WorkedStudy} for every study of this run, by hashed id; holds those that cannot be read already
 */
public record IngestPlan(
        long studies,
        long labelled,
        long unchanged,
        long unchangedRefused,
        long absent,
        FileCount files,
        SpillSorter todo,
        SpillLog found,
        SpillSorter worked) {

    /** Whether the folder will be other than it is. */
    boolean changes(boolean forgetAbsent) {
        return unchanged < studies || forgetAbsent && absent > 0;
    }
}
