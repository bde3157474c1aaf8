package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** The bytes of a tar. Skipping seeks in a stored tar and reads in a compressed one. */
abstract class TarSource extends InputStream implements Closeable {

    private final InputStream in;
    private long position;

    private TarSource(InputStream in, long position) {
        this.in = in;
        this.position = position;
    }

    /** Number of bytes from the tar's beginning. */
    final long position() {
        return position;
    }

    /** Skips {@code bytes} bytes; throws a {@link ContainerException} when there are fewer. */
    abstract void skipFully(long bytes) throws IOException;

    /** A stored tar of {@code length} bytes, read from {@code position} on. */
    static TarSource seekable(FSDataInputStream in, long length, long position) throws IOException {
        in.seek(position);
        return new TarSource(in, position) {
            @Override
            void skipFully(long bytes) throws IOException {
                if (bytes > length - position()) {
                    throw truncated(position());
                }
                if (bytes > 0) {
                    addToPosition(bytes);
                    in.seek(position());
                }
            }
        };
    }

    /** A tar that can only be read in order. */
    static TarSource streamed(InputStream in) {
        return new TarSource(in, 0) {
            @Override
            void skipFully(long bytes) throws IOException {
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

    final void addToPosition(long bytes) {
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
