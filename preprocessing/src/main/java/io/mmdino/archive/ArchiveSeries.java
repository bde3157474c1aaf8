package io.mmdino.archive;

import java.util.List;

/**
 * The files that hold one sequence's volume: one of NIfTI, or the slices of a DICOM series.
 *
 * @param files sorted by location
 */
public record ArchiveSeries(Format format, List<ArchiveFile> files) {

    /** How the files are written. */
    public enum Format {
        NIFTI,
        DICOM
    }

    public ArchiveSeries {
        files = List.copyOf(files);
    }

    /** Stored size of all files. */
    public long bytes() {
        return files.stream().mapToLong(ArchiveFile::bytes).sum();
    }
}
