package io.mmdino.disk;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the bytes that are read from a stream. Skipping reads, and marks are not supported: so a stream below that hashes or
 * checks what passes meets each byte once.
 */
public class CountingStream extends FilterInputStream {

    private static final int BUFFER = 1 << 16;

    private long count;

    public CountingStream(InputStream in) {
        super(in);
    }

    /** Bytes read so far. */
    public final long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        count += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = in.read(to, offset, length);
        count += Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(BUFFER, Math.max(0, bytes))).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads to the end of the stream. */
    public final void drain() throws IOException {
        byte[] buffer = new byte[BUFFER];
        int read = read(buffer, 0, BUFFER);
        while (read >= 0) {
            read = read(buffer, 0, BUFFER);
        }
    }
}
