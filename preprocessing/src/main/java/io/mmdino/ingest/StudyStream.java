package io.mmdino.ingest;

import io.mmdino.archive.FoundFile;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sorted files, study by study; holds the files of one. */
public final class StudyStream implements AutoCloseable {

    /** More files than any scanner makes of one examination: beyond it a name or an id does not tell studies apart. */
    public static final int MOST_FILES = 100_000;

    private final EntryReader files;
    private Optional<Entry> ahead;

    StudyStream(EntryReader files) throws IOException {
        this.files = files;
        ahead = files.next();
    }

    /**
     * The files of one study.
     *
     * @param study hashed id
     * @param files at most {@link #MOST_FILES}
     * @param count how many there are
     */
    record Study(String study, List<FoundFile> files, long count) {

        boolean overflows() {
            return count > files.size();
        }
    }

    Optional<Study> next() throws IOException {
        if (ahead.isEmpty()) {
            return Optional.empty();
        }
        String study = ahead.get().key();
        List<FoundFile> own = new ArrayList<>();
        long count = 0;
        for (; ahead.isPresent() && ahead.get().key().equals(study); ahead = files.next()) {
            if (count++ < MOST_FILES) {
                own.add(FoundFile.of(ahead.get().body()));
            }
        }
        return Optional.of(new Study(study, own, count));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
