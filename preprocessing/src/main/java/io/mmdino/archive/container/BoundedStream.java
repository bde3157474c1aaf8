package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The next so many bytes of a stream; fewer when the stream ends. Closing closes the owner, who may be nobody. */
final class BoundedStream extends InputStream {

    private final InputStream in;
    private final Closeable owner;
    private long left;

    BoundedStream(InputStream in, long length, Closeable owner) {
        this.in = in;
        this.owner = owner;
        left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = in.read(to, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
