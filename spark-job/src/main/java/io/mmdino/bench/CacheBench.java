package io.mmdino.bench;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.shard.Float16;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardSchema;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.ShardWriter;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import io.mmdino.shard.StudyRows;
import io.mmdino.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/**
 * Times the copying of windows from shards into a slice cache, all from the page cache: by one thread from one file a study, unchecked,
 * as the first version did; and as it is now.
 *
 * @param studies number of studies
 * @param windows windows of each study
 */
record CacheBench(Configuration conf, int studies, int windows) {

    private static final List<String> SEQUENCES = List.of("t1", "t1c", "t2", "flair");
    private static final int SIDE = 96;
    private static final long PACKED_BYTES = 128L << 20;
    private static final String SETTINGS = "bench";

    /** Times, and the stored size of the windows in MB of 10^6 bytes. */
    record Result(Alternation times, double megabytes) {}

    Result run(Path scratch, int threads, int rounds) throws IOException {
        ShardState single = write(scratch.resolve("single"), 0);
        ShardState packed = write(scratch.resolve("packed"), PACKED_BYTES);
        folder(scratch.resolve("packed")).publish(packed);
        Alternation times = Alternation.time(
                () -> timed(() -> oneByOne(scratch, single)), () -> timed(() -> now(scratch, threads)), 1, rounds);
        return new Result(
                times,
                packed.files().stream().mapToLong(ShardState.ShardFile::bytes).sum() * 1e-6);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void timed(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the files one after the other and writes what the windows hold. */
    private void oneByOne(Path scratch, ShardState state) throws IOException {
        Path copy = scratch.resolve("copy.bin");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy))) {
            for (ShardState.Shard study : state.shards()) {
                ShardFolder folder = folder(scratch.resolve("single"));
                folder.files().getFileStatus(folder.path(study.file()));
                try (ParquetReader<Group> rows = Storage.rows(conf, folder.path(study.file()))) {
                    for (Group row = rows.read(); row != null; row = rows.read()) {
                        out.write(row.getBinary(ShardSchema.WINDOW, 0).getBytes());
                        out.write(row.getBinary(ShardSchema.FOREGROUND, 0).getBytes());
                    }
                }
            }
        }
        Files.delete(copy);
    }

    private void now(Path scratch, int threads) throws IOException {
        try (ScratchFolder cache = ScratchFolder.in(scratch, ScratchFolder.Purpose.BENCH)) {
            ShardCache.withThreads(conf, scratch.resolve("packed").toString(), cache.path(), threads)
                    .close();
        }
    }

    private ShardFolder folder(Path path) {
        return new ShardFolder(conf, path.toString());
    }

    /** @param most size at which a shard is full, bytes */
    private ShardState write(Path path, long most) throws IOException {
        ShardFolder folder = folder(path);
        List<ShardState.ShardFile> files = new ArrayList<>();
        List<ShardState.Shard> shards = new ArrayList<>();
        Random random = new Random(1);
        for (int next = 0; next < studies; ) {
            int first = next;
            int[] end = new int[1];
            String file = String.format("run-000001/shards-00001/part-%05d.parquet", files.size());
            AtomicFile.write(
                    conf,
                    folder.path(file),
                    out -> {
                        ShardWriter writer = new ShardWriter(file, out);
                        long bytes = 0;
                        int study = first;
                        do {
                            StudyRows rows = StudyRows.of(records(study, random));
                            writer.append(name(study++), rows);
                            bytes += rows.parquet().length;
                        } while (study < studies && bytes < most);
                        end[0] = study;
                        ShardWriter.Written written = writer.finish();
                        files.add(written.file());
                        shards.addAll(written.studies());
                    },
                    AtomicFile.Access.SHARED);
            next = end[0];
        }
        return new ShardState(
                new ShardState.Version(1, 1, true, Optional.empty()),
                new ShardState.Windows(SEQUENCES, SIDE, SETTINGS, Map.of()),
                "bench",
                new ShardState.FileSum("run-000001/manifest-00001.parquet", 0, ""),
                files,
                shards);
    }

    private static String name(int study) {
        return String.format("%032x", study);
    }

    private List<SliceRecord> records(int study, Random random) {
        List<SliceRecord> records = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            records.add(new SliceRecord(
                    new StudyFacts(name(study), name(study), "A", Split.TRAIN, OptionalInt.of(study % 3)),
                    SEQUENCES,
                    new SliceRecord.Slice(window % 3, window, true, window == windows - 1),
                    SIDE,
                    SIDE,
                    Float16.encode(voxels(random)),
                    new byte[SIDE * SIDE],
                    new SliceRecord.Spacing(1, 1, 1),
                    "source",
                    SETTINGS));
        }
        return records;
    }

    /** Noise in a disc, zeros around it. */
    private static float[] voxels(Random random) {
        float[] voxels = new float[SEQUENCES.size() * SIDE * SIDE];
        for (int i = 0; i < voxels.length; i++) {
            int row = i / SIDE % SIDE - SIDE / 2;
            int column = i % SIDE - SIDE / 2;
            voxels[i] = row * row + column * column < SIDE * SIDE / 6 ? random.nextInt(256) / 255f : 0;
        }
        return voxels;
    }
}
