package io.mmdino.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Copies a shard folder's windows into the record files of a cache, study by study in the order of the hashed ids. */
final class CacheBuilder {

    private final ShardReader shards;
    private final Path folder;
    private final RecordLayout layout;
    private final CacheIndex frame;

    /** @param segmentBytes upper limit of a record file, under 2 GB: what one mapping can hold */
    CacheBuilder(ShardReader shards, String key, Path folder, long segmentBytes) throws ShardException {
        this.shards = shards;
        this.folder = folder;
        ShardState state = shards.state();
        layout = new RecordLayout(state.sequences(), state.windowSide());
        long records = state.shards().stream().mapToLong(ShardState.Shard::rows).sum();
        if (records > Integer.MAX_VALUE) {
            throw new ShardException("the shards hold " + records + " windows, a cache at most " + Integer.MAX_VALUE
                    + "; ingest with fewer slices per axis");
        }
        long perSegment = Math.max(1, (segmentBytes - SegmentFile.HEADER_BYTES) / layout.recordBytes());
        frame = new CacheIndex(
                CacheIndex.FORMAT,
                key,
                state.sequences(),
                state.windowSide(),
                state.settingsHash(),
                layout.recordBytes(),
                (int) Math.min(perSegment, Integer.MAX_VALUE),
                (int) records,
                List.of());
    }

    /** Size of the record files to be written, bytes. */
    long bytes() {
        return (long) frame.records() * frame.recordBytes();
    }

    /** Writes the record files, then the index. All are synced to disk when this returns. */
    void build() throws IOException {
        List<CacheIndex.Study> studies = new ArrayList<>();
        List<ShardState.Shard> ordered = shards.state().shards().stream()
                .sorted(Comparator.comparing(ShardState.Shard::study))
                .toList();
        try (Records records = new Records()) {
            for (ShardState.Shard shard : ordered) {
                StudyIndex study = new StudyIndex(shard, layout);
                shards.read(shard, record -> study.add(record, records.append(record)));
                studies.add(study.finish());
            }
        }
        new CacheIndex(
                        frame.format(),
                        frame.key(),
                        frame.sequences(),
                        frame.windowSide(),
                        frame.settingsHash(),
                        frame.recordBytes(),
                        frame.recordsPerSegment(),
                        frame.records(),
                        studies)
                .write(folder);
    }

    /** Appends records, and begins a new file whenever one is full. */
    private final class Records implements AutoCloseable {

        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(layout.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
        private FileChannel file;
        private int next;

        int append(SliceRecord record) throws IOException {
            if (next % frame.recordsPerSegment() == 0) {
                open(next / frame.recordsPerSegment());
            }
            layout.encode(record, next, buffer);
            write(buffer);
            return next++;
        }

        private void open(int segment) throws IOException {
            close();
            file = FileChannel.open(
                    SegmentFile.path(folder, segment), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            write(SegmentFile.header(frame, segment));
        }

        private void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.force(true);
                file.close();
            }
        }
    }

    /** Deletes a folder of files, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
