package io.mmdino.archive;

import java.io.IOException;

/** Lists all files of an archive, in any order, without holding them in memory. */
@FunctionalInterface
public interface ArchiveListing {

    /** Receives every file of the archive once. */
    interface Visitor {

        void file(ArchiveFile file) throws IOException;

        /** Receives the kind of what was not listed, and never its place, because paths name patients. */
        void leftOut(LeftOut kind) throws IOException;
    }

    /** @throws ArchiveException when the archive does not exist */
    void visit(Visitor visitor) throws IOException;

    /** What a listing does not enter. */
    enum LeftOut {
        UNREADABLE_FOLDER(
                "folders could not be listed, and nothing is known of what they hold; check permissions and storage"),
        UNREADABLE_NAME(
                "names are not in the encoding of this process and cannot be opened; rename them, or run in a UTF-8 locale"
                        + " (LC_ALL=C.UTF-8)"),
        LINKED_AGAIN("links lead to folders that are walked anyway, or above them, and were not followed"),
        HIDDEN_FOLDER("folders whose names begin with a dot were not entered"),
        NO_PLAIN_FILE("entries are neither files nor folders (pipes, sockets, devices) and were not opened");

        private final String sentence;

        LeftOut(String sentence) {
            this.sentence = sentence;
        }

        /** A note for the user, free of names. */
        public String note(long count) {
            return count + " " + sentence + ".";
        }
    }
}
