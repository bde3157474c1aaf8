package io.mmdino.archive;

import java.util.List;

/**
 * The files that hold the volume of one sequence: one NIfTI file, or the slices of a DICOM series. Travels to tasks as JSON.
 *
 * @param files sorted by location
 * @param why why it shows its sequence; empty where the name says so
 * @param behind why another series of the sequence comes first; empty for the first
 */
public record ArchiveSeries(Format format, List<ArchiveFile> files, String why, String behind) {

    /** File format of all files of the series. */
    public enum Format {
        NIFTI,
        DICOM
    }

    public ArchiveSeries {
        files = List.copyOf(files);
    }

    /** A series whose name says its sequence. */
    public ArchiveSeries(Format format, List<ArchiveFile> files) {
        this(format, files, "", "");
    }

    /** Stored size of all files. */
    public long bytes() {
        return files.stream().mapToLong(ArchiveFile::bytes).sum();
    }
}
