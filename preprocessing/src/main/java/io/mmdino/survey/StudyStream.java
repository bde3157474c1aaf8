package io.mmdino.survey;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.StudyAssembly;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The studies of a surveyed archive in the order of their hashed ids. Holds the files of one study at a time. */
public final class StudyStream implements AutoCloseable {

    /** More files than any scanner makes of one examination: beyond it, names or ids do not tell studies apart. */
    public static final int MOST_FILES = 100_000;

    private final EntryReader files;
    private Optional<Entry> ahead;

    StudyStream(EntryReader files) throws IOException {
        this.files = files;
        ahead = files.next();
    }

    /**
     * One study: its files, and what is made of them.
     *
     * @param hash keyed hash of the study's id
     * @param study refused when it is a single broken file, when it has too many files, or when its files contradict each other
     * @param files at most {@link #MOST_FILES}
     * @param count number of all files
     */
    public record Study(String hash, ArchiveStudy study, List<FoundFile> files, long count) {

        private static Study of(String hash, List<FoundFile> files, long count) {
            FoundFile first = files.get(0);
            if (first.kind() == FoundFile.Kind.REFUSED) {
                String id = ArchiveSurvey.idOf(first);
                String reason = first.reason() + (count > 1 ? " (" + count + " files)" : "");
                return new Study(hash, ArchiveStudy.refused(id, id, reason), files, count);
            }
            if (count > files.size()) {
                String reason = "more than " + MOST_FILES + " files belong to this one study, by"
                        + " their names or ids; check what tells studies apart";
                return new Study(hash, ArchiveStudy.refused(first.id(), first.subject(), reason), files, count);
            }
            return new Study(hash, StudyAssembly.of(files), files, count);
        }

        /** Whether these are files whose study is unknown, because they are broken or not understood. */
        public boolean isBrokenFile() {
            return files.get(0).kind() == FoundFile.Kind.REFUSED;
        }
    }

    /** The next study, empty after the last. */
    public Optional<Study> next() throws IOException {
        if (ahead.isEmpty()) {
            return Optional.empty();
        }
        String hash = ahead.get().key();
        List<FoundFile> own = new ArrayList<>();
        long count = 0;
        for (; ahead.isPresent() && ahead.get().key().equals(hash); ahead = files.next()) {
            if (count++ < MOST_FILES) {
                own.add(FoundFile.of(ahead.get().body()));
            }
        }
        return Optional.of(Study.of(hash, own, count));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
