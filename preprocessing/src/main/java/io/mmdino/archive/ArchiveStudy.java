package io.mmdino.archive;

import java.util.List;
import java.util.Map;

/**
 * The files of one examination of one subject.
 *
 * @param id subject and session as the files spell them, without {@code sub-}; never goes to a log
 * @param subject the patient, without {@code sub-}; all studies of a subject belong to one split
 * @param series candidates by sequence name, and by {@link SequenceNames#SEGMENTATION} for the tumour mask, sorted by name; of
 *     several candidates for a sequence the first that can be read is taken
 * @param unused series that the study does not use
 * @param notes decisions about the study's files; free of ids and paths
 * @param refusal why the study cannot be used, free of ids and paths; empty when it can
 */
public record ArchiveStudy(
        String id,
        String subject,
        Map<String, List<ArchiveSeries>> series,
        List<UnusedSeries> unused,
        List<String> notes,
        String refusal) {

    /**
     * Files of a study that it does not use.
     *
     * @param sequence what they show; {@value #UNKNOWN} where that is not known
     * @param files number of files
     * @param bytes stored size of all files
     * @param reason for the manifest; free of ids and paths
     */
    public record UnusedSeries(String sequence, int files, long bytes, String reason) {

        /** The sequence of files that no rule recognises. */
        public static final String UNKNOWN = "?";

        static UnusedSeries of(String sequence, List<FoundFile> files, String reason) {
            long bytes = files.stream().mapToLong(found -> found.file().bytes()).sum();
            return new UnusedSeries(sequence, files.size(), bytes, reason);
        }
    }

    /** A study that is refused before any of its files is read. */
    public static ArchiveStudy refused(String id, String subject, String refusal) {
        return new ArchiveStudy(id, subject, Map.of(), List.of(), List.of(), refusal);
    }

    /** Stored size of the first candidate of every sequence. */
    public long bytes() {
        return series.values().stream()
                .mapToLong(candidates -> candidates.get(0).bytes())
                .sum();
    }

    /** Number of files in all candidates. */
    public long files() {
        return series.values().stream()
                .flatMap(List::stream)
                .mapToLong(one -> one.files().size())
                .sum();
    }
}
