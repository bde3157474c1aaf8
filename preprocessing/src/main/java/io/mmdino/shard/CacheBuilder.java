package io.mmdino.shard;

import io.mmdino.disk.ParallelPieces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Copies a shard folder's windows into the record files of a cache. Records lie study by study in the order of the hashed ids;
 * several threads read stretches of shards, and each study's place is known beforehand. What a killed builder has finished is kept.
 */
final class CacheBuilder {

    /** Stretches are read as one request each, so that a store is asked seldom; bytes. */
    private static final long STRETCH_BYTES = 8L << 20;

    private final ShardReader shards;
    private final Path folder;
    private final RecordLayout layout;
    private final CacheIndex frame;
    private final Map<String, Integer> first = new HashMap<>();
    private final int threads;

    /**
     * A builder of one cache.
     *
     * @param segmentBytes upper limit of a record file, under 2 GB: what one mapping can hold
     * @param threads number of threads that read; each holds one stretch of 8 MB, or one study where that is larger, with its
     *     windows
     */
    CacheBuilder(ShardReader shards, String key, Path folder, long segmentBytes, int threads) throws ShardException {
        this.shards = shards;
        this.folder = folder;
        this.threads = threads;
        ShardState state = shards.state();
        layout = new RecordLayout(state.sequences(), state.windowSide());
        long records = 0;
        for (ShardState.Shard study : ordered()) {
            first.put(study.study(), (int) records);
            records += study.rows();
        }
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

    private List<ShardState.Shard> ordered() {
        return shards.state().shards().stream()
                .sorted(Comparator.comparing(ShardState.Shard::study))
                .toList();
    }

    /** Whether a builder has begun this cache, in this format, and not ended it. */
    boolean goesOn() throws IOException {
        return CacheProgress.fits(folder, frame);
    }

    /** Bytes that the record files need beyond what is there. */
    long missingBytes() throws IOException {
        long bytes = (long) frame.records() * frame.recordBytes();
        for (int segment = 0; segment < frame.segments(); segment++) {
            Path file = SegmentFile.path(folder, segment);
            bytes -= Files.exists(file) ? Files.size(file) : 0;
        }
        return Math.max(0, bytes);
    }

    /** Writes the record files, then the index. All are synced to disk when this returns. */
    void build() throws IOException {
        Map<String, CacheIndex.Study> studies;
        try (RecordFiles records = RecordFiles.open(folder, frame);
                CacheProgress progress = CacheProgress.open(folder, frame, records)) {
            studies = progress.finished();
            new ParallelPieces<>("slice cache", threads, () -> new Copier(records, progress)).run(stretches(studies));
            records.sync();
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
                        ordered().stream()
                                .map(study -> studies.get(study.study()))
                                .toList())
                .write(folder);
        CacheProgress.delete(folder);
    }

    /** Studies that follow one another in a shard, up to the length of a stretch, without those that are done. */
    private List<List<ShardState.Shard>> stretches(Map<String, CacheIndex.Study> done) {
        List<ShardState.Shard> byPlace = shards.state().shards().stream()
                .filter(study -> !done.containsKey(study.study()))
                .sorted(Comparator.comparing(ShardState.Shard::file).thenComparing(ShardState.Shard::offset))
                .toList();
        List<List<ShardState.Shard>> stretches = new ArrayList<>();
        for (int i = 0; i < byPlace.size(); ) {
            int end = i + 1;
            while (end < byPlace.size() && joins(byPlace.get(i), byPlace.get(end - 1), byPlace.get(end))) {
                end++;
            }
            stretches.add(byPlace.subList(i, end));
            i = end;
        }
        return stretches;
    }

    private static boolean joins(ShardState.Shard first, ShardState.Shard last, ShardState.Shard next) {
        return next.file().equals(first.file())
                && next.offset() == last.end()
                && next.end() - first.offset() <= STRETCH_BYTES;
    }

    /** What one thread holds: an open shard, and a record as it is encoded. */
    private final class Copier implements ParallelPieces.Worker<List<ShardState.Shard>> {

        private final RecordFiles records;
        private final CacheProgress progress;
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(layout.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
        private OpenShard open;
        private StudyIndex index;
        private int written;

        Copier(RecordFiles records, CacheProgress progress) {
            this.records = records;
            this.progress = progress;
        }

        @Override
        public void work(List<ShardState.Shard> stretch) throws IOException {
            String file = stretch.get(0).file();
            if (open == null || !open.file().file().equals(file)) {
                close();
                open = shards.open(file);
            }
            shards.read(open, stretch, this::append);
        }

        private void append(ShardState.Shard study, SliceRecord record) throws IOException {
            if (index == null) {
                index = new StudyIndex(study, layout);
                written = 0;
            }
            int number = first.get(study.study()) + written++;
            layout.encode(record, number, buffer);
            records.write(number, buffer);
            index.add(record, number);
            if (written == study.rows()) {
                progress.finish(index.finish(), first.get(study.study()), study.rows());
                index = null;
            }
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    /** Collects the record numbers of one study's windows in the cache. */
    private static final class StudyIndex {

        private static final int NONE = -1;

        private final ShardState.Shard shard;
        private final RecordLayout layout;
        private final List<IntStream.Builder> training =
                Stream.generate(IntStream::builder).limit(3).toList();
        private SliceRecord first;
        private int evaluation = NONE;

        StudyIndex(ShardState.Shard shard, RecordLayout layout) {
            this.shard = shard;
            this.layout = layout;
        }

        void add(SliceRecord record, int number) throws ShardException {
            SliceRecord.Slice slice = record.slice();
            if (slice.axis() < 0 || slice.axis() > 2) {
                throw fault("a window with axis " + slice.axis() + ", wanted 0, 1 or 2");
            }
            if (record.height() > layout.side() || record.width() > layout.side()) {
                throw fault("a window that covers " + record.height() + " x " + record.width() + " pixels of "
                        + layout.side() + " x " + layout.side());
            }
            first = first == null ? record : first;
            if (slice.training()) {
                training.get(slice.axis()).add(number);
            }
            evaluation = slice.evaluation() ? number : evaluation;
        }

        CacheIndex.Study finish() throws ShardException {
            if (first == null || evaluation == NONE) {
                throw fault("no window for evaluation");
            }
            return new CacheIndex.Study(
                    first.facts().study(),
                    first.facts().subject(),
                    first.facts().site(),
                    first.facts().split(),
                    CacheIndex.Study.label(first.facts().label()),
                    layout.present(first.present()),
                    training.stream().map(axis -> axis.build().toArray()).toList(),
                    evaluation);
        }

        private ShardException fault(String what) {
            return new ShardException("the shard " + shard.file() + " holds " + what + "; ingest into a new folder");
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
