package io.mmdino.shard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Index of a cache's record files, stored beside them as {@value #FILE}.
 *
 * @param format kind and version of the file
 * @param key the cache's key: a hash of the shards' state
 * @param recordsPerSegment number of records in each record file but the last
 * @param records number of all records
 * @param studies sorted by study
 */
record CacheIndex(
        String format,
        String key,
        List<String> sequences,
        int windowSide,
        String settingsHash,
        int recordBytes,
        int recordsPerSegment,
        int records,
        List<Study> studies) {

    static final String FORMAT = "mm-dinov2 slice cache 2";
    static final String FILE = "index.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNLABELLED = -1;

    /** A {@link StudyEntry} as JSON; label -1 means unlabelled. */
    record Study(
            String study,
            String subject,
            String site,
            Split split,
            int label,
            boolean[] present,
            List<int[]> training,
            int evaluation) {

        static int label(OptionalInt label) {
            return label.orElse(UNLABELLED);
        }

        StudyEntry entry() {
            OptionalInt known = label == UNLABELLED ? OptionalInt.empty() : OptionalInt.of(label);
            return new StudyEntry(study, subject, site, split, known, present, List.copyOf(training), evaluation);
        }
    }

    /** Number of record files. */
    int segments() {
        return (int) (((long) records + recordsPerSegment - 1) / recordsPerSegment);
    }

    /** Length of record file {@code segment}. */
    long segmentBytes(int segment) {
        long first = (long) segment * recordsPerSegment;
        return SegmentFile.HEADER_BYTES + Math.min(recordsPerSegment, records - first) * recordBytes;
    }

    /** Writes the index with a checksum of its own, synced to disk. */
    void write(Path folder) throws IOException {
        ObjectNode tree = JSON.valueToTree(this);
        byte[] sealed = Seal.close(JSON.writeValueAsBytes(tree.put(Seal.KEY, Seal.OPEN)));
        AtomicFile.write(folder.resolve(FILE), sealed);
    }

    /** @throws DamagedCacheException when the index is missing, damaged, of another format or of other shards */
    static CacheIndex read(Path folder, String key) throws IOException {
        CacheIndex index;
        try {
            byte[] text = Files.readAllBytes(folder.resolve(FILE));
            Seal.require(text, FILE, "it is made anew");
            ObjectNode tree = JSON.readValue(text, ObjectNode.class);
            tree.remove(Seal.KEY);
            index = JSON.treeToValue(tree, CacheIndex.class);
        } catch (IOException e) {
            throw damaged(folder, "its index cannot be read", e);
        }
        if (!FORMAT.equals(index.format) || !key.equals(index.key)) {
            throw damaged(folder, "its index is of another format or other shards", null);
        }
        return index;
    }

    static DamagedCacheException damaged(Path folder, String why, Throwable cause) {
        return new DamagedCacheException("the slice cache " + folder + " is damaged: " + why, cause);
    }

    /** A slice cache holds other bytes than were written. It is a copy of shards, so it can be made anew from them. */
    static final class DamagedCacheException extends ShardException {

        private static final long serialVersionUID = 1;

        DamagedCacheException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
