package io.mmdino.archive.container;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Goes through a zip's central directory, of which it holds one record at a time and where each entry's bytes lie. */
final class ZipWalk implements ContainerIterator {

    private static final int LOCAL_BYTES = 30;
    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    private final Path container;
    private final long fileLength;
    private final ZipEnd end;
    private final InputStream directory;
    private final LimitCheck tally;
    private final DataRanges ranges = new DataRanges();
    private ZipRecord record;
    private long position;
    private long count;

    ZipWalk(FileSystem files, Path container, FSDataInputStream in, long fileLength, ContainerLimits limits)
            throws IOException {
        this.files = files;
        this.container = container;
        this.fileLength = fileLength;
        tally = new LimitCheck(limits, fileLength);
        end = ZipEnd.find(in, fileLength);
        in.seek(end.offset());
        directory = new BufferedInputStream(in, BUFFER);
    }

    /** An entry whose record begins at {@code offset} of the zip. */
    static ZipRecord at(FSDataInputStream in, long offset) throws IOException {
        in.seek(offset);
        return ZipRecord.read(new BufferedInputStream(in, 1 << 10));
    }

    static ContainerEntry judged(ZipRecord record, long offset, LimitCheck tally) throws ContainerException {
        return tally.file(record.name(), record.bytes(), record.packed(), record.modified(), offset, record.fault());
    }

    @Override
    public Optional<ContainerEntry> next() throws IOException {
        while (position < end.length()) {
            long offset = end.offset() + position;
            record = ZipRecord.read(directory);
            position += record.length();
            count++;
            tally.entry();
            place();
            if (!record.isFolder()) {
                return Optional.of(judged(record, offset, tally));
            }
        }
        finish();
        return Optional.empty();
    }

    private void place() throws ContainerException {
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
}
