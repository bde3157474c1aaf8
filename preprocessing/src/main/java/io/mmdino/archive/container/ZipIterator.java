package io.mmdino.archive.container;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Iterates over a zip's central directory. In memory are one record at a time and the byte range of every entry. */
final class ZipIterator implements ContainerIterator {

    private static final int LOCAL_BYTES = 30;
    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    private final Path container;
    private final long fileLength;
    private final ZipEnd end;
    private final InputStream directory;
    private final LimitCheck limits;
    private final DataRanges ranges = new DataRanges();
    private ZipRecord record;
    private long position;
    private long count;

    ZipIterator(FileSystem files, Path container, FSDataInputStream in, long fileLength, ContainerLimits limits)
            throws IOException {
        this.files = files;
        this.container = container;
        this.fileLength = fileLength;
        this.limits = new LimitCheck(limits, fileLength);
        end = ZipEnd.find(in, fileLength);
        in.seek(end.offset());
        directory = new BufferedInputStream(in, BUFFER);
    }

    /** Record of the central directory that begins at {@code offset} of the zip. */
    static ZipRecord recordAt(FSDataInputStream in, long offset) throws IOException {
        in.seek(offset);
        return ZipRecord.read(new BufferedInputStream(in, 1 << 10));
    }

    static ContainerEntry checked(ZipRecord record, long offset, LimitCheck limits) throws ContainerException {
        return limits.check(record.name(), record.bytes(), record.packed(), record.modified(), offset, record.fault());
    }

    @Override
    public Optional<ContainerEntry> next() throws IOException {
        while (position < end.length()) {
            long offset = end.offset() + position;
            record = ZipRecord.read(directory);
            position += record.length();
            count++;
            limits.countEntry();
            addRange();
            if (!record.isFolder()) {
                return Optional.of(checked(record, offset, limits));
            }
        }
        finish();
        return Optional.empty();
    }

    private void addRange() throws ContainerException {
        long header = LOCAL_BYTES + record.rawName().length;
        if (record.local() > end.offset() - header || record.packed() > end.offset() - header - record.local()) {
            throw new ContainerException("an entry lies outside of the zip: it is damaged, copy it again");
        }
        ranges.add(record.local(), record.local() + header + record.packed());
    }

    private void finish() throws ContainerException {
        boolean counted = count == end.entries() || count % 65_536 == end.entries();
        if (position != end.length() || !counted) {
            throw new ContainerException("the zip's directory holds " + count + " entries and declares " + end.entries()
                    + ": copy it again");
        }
        if (ranges.overlap()) {
            throw new ContainerException("entries of the zip share their bytes, as bombs do: not opened");
        }
    }

    @Override
    public InputStream content() throws IOException {
        FSDataInputStream in = files.open(container);
        try {
            return ZipContent.open(in, fileLength, record);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    /** Byte ranges of the entries. They overlap in zip bombs only. */
    private static final class DataRanges {

        private long[] starts = new long[256];
        private long[] ends = new long[256];
        private int size;

        /** @param end offset of the first byte after the entry, more than {@code start} */
        void add(long start, long end) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, 2 * size);
                ends = Arrays.copyOf(ends, 2 * size);
            }
            starts[size] = start;
            ends[size++] = end;
        }

        /** Whether two ranges overlap: they do unless the sorted starts and ends alternate. */
        boolean overlap() {
            Arrays.sort(starts, 0, size);
            Arrays.sort(ends, 0, size);
            for (int i = 1; i < size; i++) {
                if (ends[i - 1] > starts[i]) {
                    return true;
                }
            }
            return false;
        }
    }
}
