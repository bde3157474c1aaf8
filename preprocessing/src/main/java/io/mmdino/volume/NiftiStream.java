package io.mmdino.volume;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The unpacked bytes of a .nii or .nii.gz file, distinguished by the gzip magic and not by the name. Faults of the gzip stream
 * become {@link NiftiException}s with the position reached. Closing frees the inflater and leaves the raw stream open.
 */
final class NiftiStream implements AutoCloseable {

    private static final int GZIP_BUFFER = 1 << 16;

    /** Largest ratio of deflate: two bits can stand for 258 bytes. */
    private static final int MAX_RATIO = 1032;

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

    /** Largest number of unpacked bytes of a file of {@code length} stored bytes. */
    long maxUnpacked(long length) {
        return in instanceof Gzip && length < Long.MAX_VALUE / MAX_RATIO ? length * MAX_RATIO : length;
    }

    /** Number of unpacked bytes read so far. */
    long position() {
        return position;
    }

    /** Reads {@code length} bytes into {@code block}; returns fewer only at the end of the file. */
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

    /** Reads {@code length} bytes into {@code block}; a file that ends before is a {@link NiftiException}. */
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

    /**
     * A stream whose {@link #available()} is 0 only at its end. {@link GZIPInputStream} looks for another gzip member only
     * when it is not 0, and streams of object stores return 0.
     */
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
