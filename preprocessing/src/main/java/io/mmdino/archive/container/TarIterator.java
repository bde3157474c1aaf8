package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FSDataInputStream;

/** Iterates over a tar by its headers. The data of a plain tar are skipped; a compressed one is read to its checksum. */
final class TarIterator implements ContainerIterator {

    /** Most bytes of padding: writers pad to 10,240 bytes, some to a megabyte. */
    private static final int MAX_PADDING = 4 << 20;

    private final TarSource source;
    private final boolean packed;
    private final TarReader reader;
    private final LimitCheck limits;
    private long bytes;

    private TarIterator(TarSource source, boolean packed, LimitCheck limits) {
        this.source = source;
        this.packed = packed;
        this.limits = limits;
        reader = new TarReader(source);
    }

    static TarIterator plain(FSDataInputStream in, long length, ContainerLimits limits) throws IOException {
        return at(in, length, 0, limits);
    }

    /** Begins at the entry whose headers begin at {@code offset}. */
    static TarIterator at(FSDataInputStream in, long length, long offset, ContainerLimits limits) throws IOException {
        return new TarIterator(TarSource.seekable(in, length, offset), false, new LimitCheck(limits, length));
    }

    /** A tar that is compressed as a whole. */
    static TarIterator packed(FSDataInputStream in, long length, Decompression.Method method, ContainerLimits limits)
            throws IOException {
        TarSource source = TarSource.streamed(Decompression.open(in, method, limits));
        return new TarIterator(source, true, new LimitCheck(limits, length));
    }

    @Override
    public Optional<ContainerEntry> next() throws IOException {
        Optional<TarReader.TarEntry> next = reader.next();
        while (next.isPresent()) {
            TarReader.TarEntry entry = next.get();
            limits.countEntry();
            bytes = entry.bytes();
            if (!entry.folder()) {
                long offset = packed ? -1 : entry.start();
                return Optional.of(limits.check(
                        entry.name(), entry.bytes(), entry.bytes(), entry.modified(), offset, entry.fault()));
            }
            next = reader.next();
        }
        finish();
        return Optional.empty();
    }

    /**
     * Reads the padding after the end mark, and the checksum of a compressed tar. The padding must be zeros: data after it may be a second
     * tar, whose entries would be missed.
     */
    private void finish() throws IOException {
        byte[] buffer = new byte[1 << 16];
        long end = source.position();
        for (int read = source.read(buffer, 0, buffer.length); read >= 0; ) {
            boolean zeros = Arrays.equals(buffer, 0, read, new byte[read], 0, read);
            if (!zeros || source.position() - end > MAX_PADDING) {
                throw new ContainerException("more than zeros follow the tar's end: it was joined of several tars or is"
                        + " damaged; pack it again");
            }
            read = source.read(buffer, 0, buffer.length);
        }
    }

    @Override
    public InputStream content() {
        return content(() -> {});
    }

    /** @param owner closed with the returned stream */
    InputStream content(Closeable owner) {
        return new EntryStream(new EntryStream.BoundedStream(source, bytes, owner), bytes, OptionalLong.empty());
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
