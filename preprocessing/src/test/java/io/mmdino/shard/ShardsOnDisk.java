package io.mmdino.shard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;

/** Writes small shard folders without Spark: 2 sequences, windows of 8 pixels, 3 training windows and one for evaluation. */
final class ShardsOnDisk {

    static final List<String> SEQUENCES = List.of("t1", "flair");
    static final int SIDE = 8;
    static final String SETTINGS = "settings-1";

    private final Configuration conf = new Configuration();
    private final ShardFolder folder;
    private final List<ShardState.Shard> shards = new ArrayList<>();

    ShardsOnDisk(Path path) {
        folder = new ShardFolder(conf, path.toString());
    }

    ShardsOnDisk add(String study, List<String> present, String settings) throws IOException {
        String file = "run-000001/shards/part-" + study + ".parquet";
        List<SliceRecord> records = records(study, present, settings);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(folder.path(file))
                .withConf(conf)
                .withType(ShardSchema.message())
                .build()) {
            for (SliceRecord record : records) {
                writer.write(group(record));
            }
        }
        long bytes = folder.files().getFileStatus(folder.path(file)).getLen();
        shards.add(new ShardState.Shard(study, file, records.size(), bytes));
        return this;
    }

    ShardState publish() throws IOException {
        ShardState state = new ShardState(
                ShardState.FORMAT,
                1,
                SEQUENCES,
                SIDE,
                SETTINGS,
                Map.of(),
                "key",
                "run-000001/manifest.parquet",
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

    private static Group group(SliceRecord record) {
        Group row = new SimpleGroup(ShardSchema.message())
                .append(ShardSchema.STUDY, record.facts().study())
                .append(ShardSchema.SUBJECT, record.facts().subject())
                .append(ShardSchema.SITE, record.facts().site())
                .append(ShardSchema.SPLIT, record.facts().split().name().toLowerCase(Locale.ROOT));
        record.facts().label().ifPresent(label -> row.append(ShardSchema.LABEL, label));
        return row.append(ShardSchema.PRESENT, String.join(",", record.present()))
                .append(ShardSchema.AXIS, record.slice().axis())
                .append(ShardSchema.SLICE, record.slice().slice())
                .append(ShardSchema.TRAINING, record.slice().training())
                .append(ShardSchema.EVALUATION, record.slice().evaluation())
                .append(ShardSchema.HEIGHT, record.height())
                .append(ShardSchema.WIDTH, record.width())
                .append(ShardSchema.WINDOW, Binary.fromConstantByteArray(record.window()))
                .append(ShardSchema.FOREGROUND, Binary.fromConstantByteArray(record.foreground()))
                .append(ShardSchema.ROW_MM, record.spacing().rowMm())
                .append(ShardSchema.COLUMN_MM, record.spacing().columnMm())
                .append(ShardSchema.SLICE_MM, record.spacing().sliceMm())
                .append(ShardSchema.SOURCE_HASH, record.sourceHash())
                .append(ShardSchema.SETTINGS_HASH, record.settingsHash());
    }
}
