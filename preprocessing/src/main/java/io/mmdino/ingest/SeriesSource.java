package io.mmdino.ingest;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import java.util.List;

/** Where a series is read from; travels as JSON, never logged. */
record SeriesSource(ArchiveSeries.Format format, List<Place> files) {

    /** A file, or an entry of a container. */
    record Place(String path, String entry, long offset, long bytes, long modified) {

        static Place of(ArchiveFile file) {
            return new Place(file.path(), file.entry(), file.offset(), file.bytes(), file.modified());
        }

        ArchiveFile file() {
            return new ArchiveFile(path, bytes, modified, entry, offset);
        }
    }

    /** Stored size of all files. */
    long bytes() {
        return files.stream().mapToLong(Place::bytes).sum();
    }

    static SeriesSource of(ArchiveSeries series) {
        return new SeriesSource(
                series.format(), series.files().stream().map(Place::of).toList());
    }
}
