package io.mmdino.shard;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** The record files of a cache while it is made. Records are written by many threads, in any order. */
final class RecordFiles implements AutoCloseable {

    private final CacheIndex frame;
    private final FileChannel[] files;

    private RecordFiles(CacheIndex frame) {
        this.frame = frame;
        files = new FileChannel[frame.segments()];
    }

    /** Opens the files, and makes those that are not there. */
    static RecordFiles open(Path folder, CacheIndex frame) throws IOException {
        RecordFiles records = new RecordFiles(frame);
        try {
            for (int segment = 0; segment < records.files.length; segment++) {
                records.files[segment] = FileChannel.open(
                        SegmentFile.path(folder, segment),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                write(records.files[segment], SegmentFile.header(frame, segment), 0);
            }
        } catch (IOException e) {
            records.close();
            throw e;
        }
        return records;
    }

    void write(int record, ByteBuffer bytes) throws IOException {
        write(files[record / frame.recordsPerSegment()], bytes, position(record));
    }

    private long position(int record) {
        return SegmentFile.HEADER_BYTES + (long) (record % frame.recordsPerSegment()) * frame.recordBytes();
    }

    private static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /** CRC-32C of records as they are in the files; an {@link EOFException} where a file ends before. */
    long crc(int first, int count) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(frame.recordBytes());
        for (int record = first; record < first + count; record++) {
            bytes.clear();
            long at = position(record);
            while (bytes.hasRemaining()) {
                int read = files[record / frame.recordsPerSegment()].read(bytes, at);
                if (read < 0) {
                    throw new EOFException("record " + record + " is not there");
                }
                at += read;
            }
            crc.update(bytes.flip());
        }
        return crc.getValue();
    }

    void sync() throws IOException {
        for (FileChannel file : files) {
            file.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            if (file != null) {
                file.close();
            }
        }
    }
}
