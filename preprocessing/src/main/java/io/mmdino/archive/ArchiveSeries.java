package io.mmdino.archive;

import java.util.List;

/**
 * The files that hold the volume of one sequence: one NIfTI file, or the slices of a DICOM series. Travels to tasks as JSON.
 *
 * @param files sorted by location
 */
public record ArchiveSeries(Format format, List<ArchiveFile> files) {

    /** File format of all files of the series. */
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
