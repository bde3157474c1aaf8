package io.mmdino.archive.container;

import io.mmdino.disk.CountingStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The unpacked bytes of a compressed tar or file, checked against the limits of length and ratio while they are read. */
final class Decompression extends FilterInputStream {

    private static final int BUFFER = 1 << 16;
    /** Dictionary of an xz at most, KiB: that of {@code xz -9} takes 65 MiB. */
    private static final int XZ_MEMORY = 128 << 10;

    private final Stored stored;
    private final ContainerLimits limits;
    private final Method method;
    private long count;

    /** Compressions by the name that messages give them. */
    enum Method {
        GZIP("gzip"),
        BZIP2("bzip2"),
        XZ("xz");

        private final String title;

        Method(String title) {
            this.title = title;
        }
    }

    private Decompression(InputStream plain, Stored stored, Method method, ContainerLimits limits) {
        super(plain);
        this.stored = stored;
        this.method = method;
        this.limits = limits;
    }

    /** @throws ContainerException when the first bytes are not those of the method */
    static Decompression open(InputStream raw, Method method, ContainerLimits limits) throws IOException {
        Stored stored = new Stored(raw);
        try {
            InputStream plain =
                    switch (method) {
                        case GZIP -> new GZIPInputStream(stored, BUFFER);
                        case BZIP2 -> new BZip2CompressorInputStream(stored, true);
                        case XZ -> new XZCompressorInputStream(stored, true, XZ_MEMORY);
                    };
            return new Decompression(plain, stored, method, limits);
        } catch (IOException | RuntimeException e) {
            stored.rethrow();
            throw new ContainerException(
                    "not " + method.title + ", whatever its name says; name it after what it is", e);
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
        } catch (IOException | RuntimeException e) { // libraries throw indexes out of bounds for some damages
            stored.rethrow();
            throw new ContainerException(
                    "the " + method.title + " breaks off or is corrupt after " + count + " bytes: copy it again", e);
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
     * Counts the stored bytes and tells a fault of the storage from one of the data. {@link #available()} is always 1: {@link
     * GZIPInputStream} looks for another gzip member only when it is not 0, and streams of object stores return 0.
     */
    private static final class Stored extends FilterInputStream {

        private final CountingStream counter;
        private Optional<IOException> fault = Optional.empty();

        Stored(InputStream in) {
            super(new CountingStream(in));
            counter = (CountingStream) super.in;
        }

        long count() {
            return counter.count();
        }

        void rethrow() throws IOException {
            if (fault.isPresent()) {
                throw fault.get();
            }
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                fault = Optional.of(e);
                throw e;
            }
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                return in.read(to, offset, length);
            } catch (IOException e) {
                fault = Optional.of(e);
                throw e;
            }
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
