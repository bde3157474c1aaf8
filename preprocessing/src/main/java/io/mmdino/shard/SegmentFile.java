package io.mmdino.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One record file of a cache: a header of 32 bytes (magic, record length, first and number of records), then records. */
final class SegmentFile {

    static final int HEADER_BYTES = 32;
    private static final long MAGIC = 0x4D4D44534C494345L; // "MMDSLICE"

    private SegmentFile() {}

    static Path path(Path folder, int segment) {
        return folder.resolve(String.format("records-%05d.bin", segment));
    }

    static ByteBuffer header(CacheIndex index, int segment) {
        int first = segment * index.recordsPerSegment();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(index.recordBytes()).putInt(first);
        header.putInt(Math.min(index.recordsPerSegment(), index.records() - first));
        return header.position(0);
    }

    /** Maps the file read-only after checking its header and length. */
    static MappedByteBuffer map(Path folder, CacheIndex index, int segment) throws IOException {
        try (FileChannel file = FileChannel.open(path(folder, segment), StandardOpenOption.READ)) {
            if (file.size() != index.segmentBytes(segment)) {
                throw CacheIndex.damaged(
                        folder,
                        "record file " + segment + " has " + file.size() + " bytes, wanted "
                                + index.segmentBytes(segment),
                        null);
            }
            MappedByteBuffer map = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            if (!map.slice(0, HEADER_BYTES).equals(header(index, segment))) {
                throw CacheIndex.damaged(folder, "record file " + segment + " has a wrong header", null);
            }
            map.order(ByteOrder.LITTLE_ENDIAN);
            return map;
        } catch (NoSuchFileException e) {
            throw CacheIndex.damaged(folder, "record file " + segment + " is missing", e);
        }
    }
}
