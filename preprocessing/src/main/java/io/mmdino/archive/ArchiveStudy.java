package io.mmdino.archive;

import java.util.List;
import java.util.Map;

/**
 * The files of one examination of one subject.
 *
 * @param id subject and session as the files spell them, without {@code sub-}; never goes to a log
 * @param subject the patient, without {@code sub-}; studies of one subject stay in one split
 * @param files by sequence name, and {@link SequenceNames#SEGMENTATION} for the tumour mask; sorted by name
 * @param notes what was decided about files of this study; free of ids and paths
 */
public record ArchiveStudy(String id, String subject, Map<String, ArchiveFile> files, List<String> notes) {

    /** Stored size of all files. */
    public long bytes() {
        return files.values().stream().mapToLong(ArchiveFile::bytes).sum();
    }
}
