package io.mmdino.archive;

import java.util.List;

/** Where a series is read from; travels as JSON, never logged. */
public record SeriesSource(ArchiveSeries.Format format, List<Place> files) {

    /** A file, or an entry of a container. */
    public record Place(String path, String entry, long offset, long bytes, long modified) {

        public static Place of(ArchiveFile file) {
            return new Place(file.path(), file.entry(), file.offset(), file.bytes(), file.modified());
        }

        public ArchiveFile file() {
            return new ArchiveFile(path, bytes, modified, entry, offset);
        }
    }

    /** Stored size of all files. */
    public long bytes() {
        return files.stream().mapToLong(Place::bytes).sum();
    }

    public static SeriesSource of(ArchiveSeries series) {
        return new SeriesSource(
                series.format(), series.files().stream().map(Place::of).toList());
    }
}
