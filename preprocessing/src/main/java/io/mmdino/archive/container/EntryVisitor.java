package io.mmdino.archive.container;

import java.io.IOException;
import java.io.InputStream;

/** Reads entries as they come by. */
@FunctionalInterface
public interface EntryVisitor {

    /** @param content the entry's bytes, usable until this returns; to be read to the end, where length and checksum are checked */
    void visit(ContainerEntry entry, InputStream content) throws IOException;
}
