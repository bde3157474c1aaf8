package io.mmdino.archive;

import java.util.List;
import java.util.Map;

/**
 * The files of one examination of one subject.
 *
 * @param id subject and session as the files spell them, without {@code sub-}; never goes to a log
 * @param subject the patient, without {@code sub-}; studies of one subject stay in one split
 * @param series by sequence name, and {@link SequenceNames#SEGMENTATION} for the tumour mask, sorted by name; of several that show
 *     one sequence the first that can be read is taken
 * @param unused what nothing is made of
 * @param notes what was decided about files of this study; free of ids and paths
 * @param refusal why it cannot be used, free of ids and paths; empty when it can
 */
public record ArchiveStudy(
        String id,
        String subject,
        Map<String, List<ArchiveSeries>> series,
        List<UnusedSeries> unused,
        List<String> notes,
        String refusal) {

    /** A study that nothing speaks against. */
    public ArchiveStudy(
            String id,
            String subject,
            Map<String, List<ArchiveSeries>> series,
            List<UnusedSeries> unused,
            List<String> notes) {
        this(id, subject, series, unused, notes, "");
    }

    /** Stored size of the files that are read. */
    public long bytes() {
        return series.values().stream()
                .mapToLong(candidates -> candidates.get(0).bytes())
                .sum();
    }

    /** Files that are candidates. */
    public long files() {
        return series.values().stream()
                .flatMap(List::stream)
                .mapToLong(one -> one.files().size())
                .sum();
    }
}
