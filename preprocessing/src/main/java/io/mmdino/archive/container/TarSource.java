package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** A tar's bytes: skipped over where the storage can seek, read over where they are packed. */
abstract class TarSource extends InputStream implements Closeable {

    private final InputStream in;
    private long position;

    private TarSource(InputStream in, long position) {
        this.in = in;
        this.position = position;
    }

    /** Bytes from the tar's beginning. */
    final long position() {
        return position;
    }

    /** Goes on after so many bytes; @throws ContainerException when there are fewer */
    abstract void pass(long bytes) throws IOException;

    /** A stored tar of known length, from {@code position} on. */
    static TarSource seekable(FSDataInputStream in, long length, long position) throws IOException {
        in.seek(position);
        return new TarSource(in, position) {
            @Override
            void pass(long bytes) throws IOException {
                if (bytes > length - position()) {
                    throw truncated(position());
                }
                if (bytes > 0) {
                    moved(bytes);
                    in.seek(position());
                }
            }
        };
    }

    /** Bytes that only come one after the other. */
    static TarSource streamed(InputStream in) {
        return new TarSource(in, 0) {
            @Override
            void pass(long bytes) throws IOException {
                byte[] buffer = new byte[(int) Math.min(bytes, 1 << 16)];
                for (long left = bytes; left > 0; ) {
                    int read = read(buffer, 0, (int) Math.min(left, buffer.length));
                    if (read < 0) {
                        throw truncated(position());
                    }
                    left -= read;
                }
            }
        };
    }

    final void moved(long bytes) {
        position += bytes;
    }

    static ContainerException truncated(long position) {
        return new ContainerException("the tar breaks off after " + position + " bytes: copy it again");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = in.read(to, offset, length);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
