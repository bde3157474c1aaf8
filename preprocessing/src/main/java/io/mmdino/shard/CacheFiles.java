package io.mmdino.shard;

import io.mmdino.shard.CacheIndex.DamagedCacheException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The files of a complete slice cache, mapped: its index, whose checksum is verified, and records, each verified when it is read. */
final class CacheFiles {

    private final Path folder;
    private final CacheIndex index;
    private final RecordLayout layout;
    private final List<StudyEntry> studies;
    private final List<MappedByteBuffer> segments;

    /** @throws DamagedCacheException when the index, or the header or length of a record file, is not as it was written */
    CacheFiles(Path folder, String key) throws IOException {
        this.folder = folder;
        index = CacheIndex.read(folder, key);
        layout = new RecordLayout(index.sequences(), index.windowSide());
        if (index.recordBytes() != layout.recordBytes()) {
            throw CacheIndex.damaged(folder, "records of " + index.recordBytes() + " bytes", null);
        }
        studies = index.studies().stream().map(CacheIndex.Study::entry).toList();
        MappedByteBuffer[] maps = new MappedByteBuffer[index.segments()];
        for (int segment = 0; segment < maps.length; segment++) {
            maps[segment] = SegmentFile.map(folder, index, segment);
        }
        segments = List.of(maps);
    }

    CacheIndex index() {
        return index;
    }

    List<StudyEntry> studies() {
        return studies;
    }

    /** @throws DamagedCacheException when the record's checksum is not that of its bytes, or the disk cannot read them */
    Window read(int record) throws DamagedCacheException {
        int segment = record / index.recordsPerSegment();
        int offset = SegmentFile.HEADER_BYTES + record % index.recordsPerSegment() * index.recordBytes();
        try {
            return layout.decode(
                            segments.get(segment)
                                    .slice(offset, index.recordBytes())
                                    .order(ByteOrder.LITTLE_ENDIAN),
                            record)
                    .orElseThrow(() -> CacheIndex.damaged(
                            folder, "record " + record + " has another checksum than was written", null));
        } catch (InternalError e) { // how the JDK reports that a mapped page cannot be read
            throw CacheIndex.damaged(folder, "record " + record + " cannot be read", e);
        }
    }
}
