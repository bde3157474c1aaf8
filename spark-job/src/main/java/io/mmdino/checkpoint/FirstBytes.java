package io.mmdino.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream as a separate stream, whose closing leaves the underlying stream open. */
final class FirstBytes extends FilterInputStream {

    private long left;

    FirstBytes(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (left == 0 && count > 0) {
            return -1;
        }
        int got = super.read(bytes, from, (int) Math.min(count, left));
        left -= Math.max(got, 0);
        return got;
    }

    @Override
    public void close() {
        left = 0;
    }
}
