package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FSDataInputStream;

/** Goes through a tar by its headers; a plain one is skipped through, a gzipped one read through to its checksum. */
final class TarWalk implements ContainerIterator {

    /** Writers fill up to 10,240 bytes, some to a megabyte. */
    private static final int MOST_FILLING = 4 << 20;

    private final TarSource source;
    private final boolean gzipped;
    private final TarReader reader;
    private final LimitCheck tally;
    private long bytes;

    private TarWalk(TarSource source, boolean gzipped, LimitCheck tally) {
        this.source = source;
        this.gzipped = gzipped;
        this.tally = tally;
        reader = new TarReader(source);
    }

    static TarWalk plain(FSDataInputStream in, long length, ContainerLimits limits) throws IOException {
        return at(in, length, 0, limits);
    }

    /** From the entry on whose headers begin at {@code offset}. */
    static TarWalk at(FSDataInputStream in, long length, long offset, ContainerLimits limits) throws IOException {
        return new TarWalk(TarSource.seekable(in, length, offset), false, new LimitCheck(limits, length));
    }

    static TarWalk gzipped(FSDataInputStream in, long length, ContainerLimits limits) throws IOException {
        return new TarWalk(TarSource.streamed(Gunzip.open(in, limits)), true, new LimitCheck(limits, length));
    }

    @Override
    public Optional<ContainerEntry> next() throws IOException {
        Optional<TarEntry> next = reader.next();
        while (next.isPresent()) {
            TarEntry entry = next.get();
            tally.entry();
            bytes = entry.bytes();
            if (!entry.folder()) {
                long offset = gzipped ? -1 : entry.start();
                return Optional.of(tally.file(
                        entry.name(), entry.bytes(), entry.bytes(), entry.modified(), offset, entry.fault()));
            }
            next = reader.next();
        }
        finish();
        return Optional.empty();
    }

    /** Reads what fills the last record, and a gzip's checksum: only zeros may follow, or a second tar would be overlooked. */
    private void finish() throws IOException {
        byte[] buffer = new byte[1 << 16];
        long end = source.position();
        for (int read = source.read(buffer, 0, buffer.length); read >= 0; ) {
            boolean zeros = Arrays.equals(buffer, 0, read, new byte[read], 0, read);
            if (!zeros || source.position() - end > MOST_FILLING) {
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

    /** @param owner closed with the bytes */
    InputStream content(Closeable owner) {
        return new EntryStream(new BoundedStream(source, bytes, owner), bytes, OptionalLong.empty());
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
