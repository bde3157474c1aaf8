package io.mmdino.spill;

import java.io.IOException;
import java.util.Optional;

/** Reads entries in order. */
public interface EntryReader extends AutoCloseable {

    /** The next entry; empty after the last. */
    Optional<Entry> next() throws IOException;

    @Override
    void close() throws IOException;
}
