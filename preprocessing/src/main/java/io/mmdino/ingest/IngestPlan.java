package io.mmdino.ingest;

import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.survey.ArchiveSurvey.FileCount;

/**
 * What a run has to do: the studies to read, those unchanged since the manifest, and those that have left the archive. The
 * studies themselves are spilled to disk.
 *
 * @param studies number of studies found in the archive, those without a readable file included
 * @param named studies that the labels file has a row for
 * @param labelled studies that have a class
 * @param unchanged studies that need not be read
 * @param unchangedRefused those of the unchanged studies that an earlier run refused
 * @param absent studies of earlier runs that the archive no longer holds
 * @param reasons why studies are refused and series not used, as far as names and headers tell; studies that need not be read
 *     count by the manifest
 * @param files every file by what became of it
 * @param todo a {@link StudyTask} for each study to read, largest first, so that the last tasks of the work are short
 * @param found a {@link FoundStudy} for every study, by hashed id
 * @param worked a {@link WorkedStudy} for every study of this run, by hashed id; at first only for those refused without being
 *     read
 */
public record IngestPlan(
        long studies,
        long named,
        long labelled,
        long unchanged,
        long unchangedRefused,
        long absent,
        ReasonCount reasons,
        FileCount files,
        SpillSorter todo,
        SpillLog found,
        SpillSorter worked) {

    /**
     * A study in the archive, as it waits on disk for manifest and crosswalk.
     *
     * @param study hashed id
     * @param worked whether this run reads or refuses the study; otherwise it is unchanged
     * @param crosswalk its line of the crosswalk, empty when only its hash is known
     */
    record FoundStudy(String study, boolean worked, String crosswalk) {

        private static final String WORKED = "+";
        private static final String UNCHANGED = "=";

        Entry entry() {
            return Entry.of(study, (worked ? WORKED : UNCHANGED) + crosswalk);
        }

        static FoundStudy of(Entry entry) {
            String text = entry.text();
            return new FoundStudy(entry.key(), text.startsWith(WORKED), text.substring(1));
        }
    }

    /** Whether the run would change the shard folder. */
    boolean changes(boolean forgetAbsent) {
        return unchanged < studies || forgetAbsent && absent > 0;
    }
}
