package io.mmdino.shard;

import io.mmdino.disk.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Writes small shard folders without Spark: 2 sequences, windows of 8 pixels, 3 training windows and one for evaluation. */
final class ShardsOnDisk {

    static final List<String> SEQUENCES = List.of("t1", "flair");
    static final int SIDE = 8;
    static final String SETTINGS = "settings-1";

    private final Configuration conf = new Configuration();
    private final ShardFolder folder;
    private final List<ShardState.ShardFile> files = new ArrayList<>();
    private final List<ShardState.Shard> shards = new ArrayList<>();

    ShardsOnDisk(Path path) {
        folder = new ShardFolder(conf, path.toString());
    }

    /** Adds a shard with one study, {@code part-STUDY.parquet}. */
    ShardsOnDisk add(String study, List<String> present, String settings) throws IOException {
        return pack("part-" + study, Map.of(study, records(study, present, settings)));
    }

    /** Adds a shard with several studies. */
    ShardsOnDisk pack(String name, Map<String, List<SliceRecord>> studies) throws IOException {
        String file = "run-000001/shards/" + name + ".parquet";
        AtomicFile.write(
                conf,
                folder.path(file),
                out -> {
                    ShardWriter writer = new ShardWriter(file, out);
                    for (Map.Entry<String, List<SliceRecord>> study : new TreeMap<>(studies).entrySet()) {
                        writer.append(study.getKey(), StudyRows.of(study.getValue()));
                    }
                    ShardWriter.Written written = writer.finish();
                    files.add(written.file());
                    shards.addAll(written.studies());
                },
                AtomicFile.Access.SHARED);
        return this;
    }

    ShardState publish() throws IOException {
        shards.sort(Comparator.comparing(ShardState.Shard::study));
        ShardState state = new ShardState(
                new ShardState.Version(1, 1, true, Optional.empty()),
                new ShardState.Windows(SEQUENCES, SIDE, SETTINGS, Map.of("percentiles", List.of(0.5, 99))),
                "key",
                new ShardState.FileSum("run-000001/manifest-00001.parquet", 0, ""),
                files,
                shards);
        folder.publish(state);
        return state;
    }

    /** The same for the same study: axis 0 slice 5, axis 2 slices 3 (training), 4 (both), 6 (evaluation no, training no). */
    static List<SliceRecord> records(String study, List<String> present, String settings) {
        return List.of(
                record(study, present, settings, 0, 5, true, false),
                record(study, present, settings, 2, 3, true, false),
                record(study, present, settings, 2, 4, true, true));
    }

    private static SliceRecord record(
            String study, List<String> present, String settings, int axis, int slice, boolean train, boolean evaluate) {
        Random random = new Random(study.hashCode() * 31L + axis * 7L + slice);
        float[] voxels = new float[SEQUENCES.size() * SIDE * SIDE];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(1024) / 1024f;
        }
        byte[] foreground = new byte[SIDE * SIDE];
        foreground[axis] = 1;
        return new SliceRecord(
                new StudyFacts(
                        study,
                        "subject-of-" + study,
                        "A",
                        Split.TRAIN,
                        study.equals("b") ? OptionalInt.empty() : OptionalInt.of(2)),
                present,
                new SliceRecord.Slice(axis, slice, train, evaluate),
                7,
                SIDE,
                Float16.encode(voxels),
                foreground,
                new SliceRecord.Spacing(1, 1, 1),
                "source",
                settings);
    }
}
