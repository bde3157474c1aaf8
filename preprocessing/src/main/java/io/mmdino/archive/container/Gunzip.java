package io.mmdino.archive.container;

import io.mmdino.disk.CountingStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The unpacked bytes of a gzipped tar, checked against the limits of length and ratio while they are read. */
final class Gunzip extends FilterInputStream {

    private static final int BUFFER = 1 << 16;

    private final Stored stored;
    private final ContainerLimits limits;
    private long count;

    private Gunzip(Stored stored, ContainerLimits limits) throws IOException {
        super(new GZIPInputStream(stored, BUFFER));
        this.stored = stored;
        this.limits = limits;
    }

    static Gunzip open(InputStream raw, ContainerLimits limits) throws IOException {
        try {
            return new Gunzip(new Stored(raw), limits);
        } catch (EOFException | ZipException e) {
            throw new ContainerException("not gzip, whatever its name says; name it after what it is", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(to, offset, length);
        } catch (EOFException e) {
            throw new ContainerException("the gzip breaks off after " + count + " bytes: copy it again", e);
        } catch (ZipException e) {
            throw new ContainerException("the gzip is corrupt after " + count + " bytes: copy it again", e);
        }
        count += Math.max(0, read);
        check();
        return read;
    }

    private void check() throws ContainerException {
        if (count > limits.maxTotalBytes()) {
            throw new ContainerException(
                    "it unpacks to more than " + limits.maxTotalBytes() + " bytes; split it, or raise the limit");
        }
        if (!limits.allowsRatio(count, stored.count())) {
            throw new ContainerException(
                    "it unpacks to more than " + limits.maxRatio() + " times its length: not opened");
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.max(0, Math.min(BUFFER, bytes))).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * Counts the stored bytes. {@link #available()} is always 1: {@link GZIPInputStream} looks for another gzip member only when it
     * is not 0, and streams of object stores return 0.
     */
    private static final class Stored extends CountingStream {

        Stored(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
