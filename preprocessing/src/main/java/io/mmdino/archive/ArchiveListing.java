package io.mmdino.archive;

import java.io.IOException;

/** Tells of all files of an archive, one after the other, in any order; holds none of them. */
@FunctionalInterface
public interface ArchiveListing {

    /** Hears of every file once. */
    interface Visitor {

        void file(ArchiveFile file) throws IOException;

        /** Something that is no file to read, and why; never says where, because paths name patients. */
        void leftOut(LeftOut what) throws IOException;
    }

    /** @throws ArchiveException when the archive is not there */
    void tell(Visitor visitor) throws IOException;
}
