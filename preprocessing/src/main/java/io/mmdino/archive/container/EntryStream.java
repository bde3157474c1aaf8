package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * The bytes of one entry. Their number and checksum must be as declared, or reading throws a {@link ContainerException}. The
 * declared length is within the limits already, so the stream cannot exceed them.
 */
final class EntryStream extends FilterInputStream {

    private final long declared;
    private final OptionalLong crc;
    private final CRC32 sum = new CRC32();
    private long count;

    EntryStream(InputStream in, long declared, OptionalLong crc) {
        super(in);
        this.declared = declared;
        this.crc = crc;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = readPacked(to, offset, length);
        if (read < 0) {
            finish();
            return -1;
        }
        count += read;
        if (count > declared) {
            throw new ContainerException("an entry unpacks to more than the " + declared + " bytes it declares");
        }
        if (crc.isPresent()) {
            sum.update(to, offset, read);
        }
        return read;
    }

    private int readPacked(byte[] to, int offset, int length) throws IOException {
        try {
            return in.read(to, offset, length);
        } catch (EOFException e) {
            throw new ContainerException("an entry breaks off after " + count + " bytes: copy the container again", e);
        } catch (ZipException e) {
            throw new ContainerException("an entry is corrupt after " + count + " bytes: copy the container again", e);
        }
    }

    private void finish() throws ContainerException {
        if (count < declared) {
            throw new ContainerException("an entry ends after " + count + " of " + declared
                    + " bytes: the container is truncated, copy it again");
        }
        if (crc.isPresent() && crc.getAsLong() != sum.getValue()) {
            throw new ContainerException("an entry's checksum is wrong: copy the container again");
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.max(0, Math.min(1 << 16, bytes))).length;
    }

    @Override
    public boolean markSupported() {
        return false; // reading bytes again would count them twice
    }

    /** At most {@code length} bytes of another stream, from where that stands. Closing closes {@code owner}, not the stream. */
    static final class BoundedStream extends InputStream {

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
}
