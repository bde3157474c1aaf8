package io.mmdino.volume;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The plain bytes of a .nii or .nii.gz, told apart by the gzip magic rather than the name. Faults of the gzip stream
 * become {@link NiftiException}s that say how far it went. Closing frees the inflater and leaves the raw stream open.
 */
final class NiftiStream implements AutoCloseable {

    private static final int GZIP_BUFFER = 1 << 16;

    /** Deflate makes at most so many bytes of one: 258 of two bits. */
    private static final int MOST_OF_ONE = 1032;

    private final InputStream in;
    private long position;

    private NiftiStream(InputStream in) {
        this.in = in;
    }

    static NiftiStream open(InputStream raw) throws IOException {
        Source source = new Source(raw);
        byte[] magic = new byte[2];
        int read = source.readNBytes(magic, 0, 2);
        source.unread(magic, 0, read);
        if (read < 2 || magic[0] != (byte) 0x1f || magic[1] != (byte) 0x8b) {
            return new NiftiStream(source);
        }
        try {
            return new NiftiStream(new Gzip(source));
        } catch (EOFException | ZipException fault) {
            throw new NiftiException("the gzip header is broken: copy or export the file again", fault);
        }
    }

    /** Plain bytes that {@code length} stored ones hold at most. */
    long most(long length) {
        return in instanceof Gzip && length < Long.MAX_VALUE / MOST_OF_ONE ? length * MOST_OF_ONE : length;
    }

    /** Bytes given out so far. */
    long position() {
        return position;
    }

    /** Fills {@code block} up to {@code length}; @return fewer only at the end of the file */
    int read(byte[] block, int length) throws IOException {
        try {
            int read = in.readNBytes(block, 0, length);
            position += read;
            return read;
        } catch (EOFException fault) {
            throw new NiftiException(
                    "the gzip stream breaks off after more than " + position
                            + " bytes, the file is truncated: copy or export it again",
                    fault);
        } catch (ZipException fault) {
            throw new NiftiException(
                    "the gzip stream is corrupt after more than " + position + " bytes (" + fault.getMessage()
                            + "): copy or export the file again",
                    fault);
        }
    }

    /** Fills {@code block} up to {@code length}, which the file must have. */
    void readFully(byte[] block, int length, String what, long wanted) throws IOException {
        int read = read(block, length);
        if (read < length) {
            throw new NiftiException("the file ends after " + position + " bytes inside the " + what + ", wanted "
                    + wanted + " bytes: it is truncated, copy or export it again");
        }
    }

    @Override
    public void close() {
        if (in instanceof Gzip gzip) {
            gzip.release();
        }
    }

    /** Says truly whether bytes follow: the JDK asks before it looks for a second gzip member, and object stores say 0. */
    private static final class Source extends PushbackInputStream {

        Source(InputStream raw) {
            super(raw, 2);
        }

        @Override
        public int available() throws IOException {
            int known = super.available();
            if (known > 0) {
                return known;
            }
            int next = read();
            if (next < 0) {
                return 0;
            }
            unread(next);
            return 1;
        }
    }

    private static final class Gzip extends GZIPInputStream {

        Gzip(InputStream in) throws IOException {
            super(in, GZIP_BUFFER);
        }

        void release() {
            inf.end();
        }
    }
}
