package io.mmdino.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Bytes of a file, counted and bounded. A file that ends early or cannot be inflated is a {@link DicomException} with the
 * position. Closing frees the inflater and leaves the underlying stream open.
 */
final class DicomStream extends InputStream {

    private static final int BUFFER = 1 << 14;

    private final InputStream in;
    private final long limit;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private long before;
    private boolean bigEndian;
    private final Inflater inflater;

    DicomStream(InputStream in, long limit) {
        this(in, limit, null);
    }

    private DicomStream(InputStream in, long limit, Inflater inflater) {
        this.in = in;
        this.limit = limit;
        this.inflater = inflater;
    }

    /** Inflates the rest of this stream, which is deflate without a zlib header. Source: DICOM PS3.5 annex A.5. */
    DicomStream inflated() {
        Inflater raw = new Inflater(true);
        return new DicomStream(new InflaterInputStream(this, raw), limit, raw);
    }

    void bigEndian(boolean big) {
        bigEndian = big;
    }

    boolean bigEndian() {
        return bigEndian;
    }

    /** Number of bytes read so far. */
    long position() {
        return before + at;
    }

    /** Returns the next bytes without consuming them; fewer only at the end of the file. */
    byte[] peek(int count) throws IOException {
        fill(count);
        byte[] next = new byte[Math.min(count, filled - at)];
        System.arraycopy(buffer, at, next, 0, next.length);
        return next;
    }

    boolean atEnd() throws IOException {
        fill(1);
        return at == filled;
    }

    @Override
    public int read() throws IOException {
        fill(1);
        return at == filled ? -1 : buffer[at++] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        fill(1);
        int count = Math.min(length, filled - at);
        System.arraycopy(buffer, at, to, offset, count);
        at += count;
        return count == 0 ? -1 : count;
    }

    int unsignedShort(String what) throws IOException {
        require(2, what);
        int first = buffer[at++] & 0xFF;
        int second = buffer[at++] & 0xFF;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    /** Reads a tag: group and element, each in the file's byte order. */
    int tag(String what) throws IOException {
        int group = unsignedShort(what);
        return group << 16 | unsignedShort(what);
    }

    long unsignedInt(String what) throws IOException {
        long first = unsignedShort(what);
        long second = unsignedShort(what);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    /** Reads {@code count} bytes. Memory grows with the bytes present, not with {@code count}. */
    byte[] bytes(int count, String what) throws IOException {
        byte[] read = readNBytes(count);
        if (read.length < count) {
            throw truncated(what);
        }
        return read;
    }

    /** Fills the array; a file that ends before is a {@link DicomException}. */
    void readFully(byte[] to, String what) throws IOException {
        if (readNBytes(to, 0, to.length) < to.length) {
            throw truncated(what);
        }
    }

    void skipFully(long count, String what) throws IOException {
        long left = count;
        while (left > 0) {
            if (atEnd()) {
                throw truncated(what);
            }
            int step = (int) Math.min(left, filled - at);
            at += step;
            left -= step;
        }
    }

    /** Skips the bytes in the buffer. */
    void skipBuffered() {
        at = filled;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private void require(int count, String what) throws IOException {
        fill(count);
        if (filled - at < count) {
            throw truncated(what);
        }
    }

    private DicomException truncated(String what) {
        return new DicomException("the file ends after " + (before + filled) + " bytes inside " + what
                + ": it is truncated, copy or export it again");
    }

    private void fill(int count) throws IOException {
        if (filled - at >= count) {
            return;
        }
        System.arraycopy(buffer, at, buffer, 0, filled - at);
        before += at;
        filled -= at;
        at = 0;
        while (filled < count) {
            int read = readMore();
            if (read < 0) {
                return;
            }
            filled += read;
            if (before + filled > limit) {
                throw new DicomException("the file has more than " + limit + " bytes, the limit for one file");
            }
        }
    }

    private int readMore() throws IOException {
        try {
            return in.read(buffer, filled, buffer.length - filled);
        } catch (ZipException | EOFException fault) {
            if (inflater == null) {
                throw fault; // a failure of the storage
            }
            throw new DicomException(
                    "the deflated data set breaks off or is corrupt after " + (before + filled)
                            + " bytes: copy or export the file again",
                    fault);
        }
    }
}
