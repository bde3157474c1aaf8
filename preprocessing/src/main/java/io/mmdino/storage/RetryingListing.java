package io.mmdino.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A listing that begins again when the store fails, and then skips the entries up to the last one returned. S3 lists files, and
 * HDFS the entries of a folder, in the order of their names' bytes. A listing in another order cannot be resumed.
 */
final class RetryingListing<T extends FileStatus> implements RemoteIterator<T> {

    private static final byte[] NOTHING = {};

    private final StoreRetries.Request<RemoteIterator<T>> source;
    private final StoreRetries retries;
    private final String what;
    private RemoteIterator<T> entries;
    private T next;
    private byte[] last = NOTHING;
    private boolean ordered = true;
    private boolean ended;

    private RetryingListing(StoreRetries.Request<RemoteIterator<T>> source, StoreRetries retries, String what) {
        this.source = source;
        this.retries = retries;
        this.what = what;
    }

    /**
     * Begins a listing.
     *
     * @param source begins the listing from its start each time it is called
     * @param what completes "cannot ..." in the log
     */
    static <T extends FileStatus> RemoteIterator<T> open(
            StoreRetries.Request<RemoteIterator<T>> source, StoreRetries retries, String what) throws IOException {
        RetryingListing<T> listing = new RetryingListing<>(source, retries, what);
        listing.advance();
        return listing;
    }

    @Override
    public boolean hasNext() throws IOException {
        if (next == null && !ended) {
            advance();
        }
        return next != null;
    }

    @Override
    public T next() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException("the listing is at its end");
        }
        T given = next;
        byte[] name = name(given);
        ordered &= Arrays.compareUnsigned(last, name) < 0;
        last = name;
        next = null;
        return given;
    }

    private void advance() throws IOException {
        next = ordered ? retries.run(what, this::following) : following();
        ended = next == null;
    }

    private T following() throws IOException {
        try {
            if (entries == null) {
                return restart();
            }
            return entries.hasNext() ? entries.next() : null;
        } catch (IOException e) {
            entries = null;
            throw e;
        }
    }

    /** Begins the listing again. Returns the first entry after the last one returned; null when there is none. */
    private T restart() throws IOException {
        entries = source.run();
        byte[] before = NOTHING;
        while (entries.hasNext()) {
            T entry = entries.next();
            byte[] name = name(entry);
            if (Arrays.compareUnsigned(before, name) >= 0) {
                throw new StorageException("the store failed while it listed files, and lists them in no order, so"
                        + " nobody can tell which are missing; run again");
            }
            if (Arrays.compareUnsigned(last, name) < 0) {
                return entry;
            }
            before = name;
        }
        return null;
    }

    private static byte[] name(FileStatus entry) {
        return entry.getPath().toUri().getPath().getBytes(StandardCharsets.UTF_8);
    }
}
