package io.mmdino.train;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Studies in memory, made from their numbers: every second has a label, every fourth lacks its last sequence, every fifth
 * is for validation. Windows are noise around a level that the label shifts.
 */
public class SyntheticShards implements SliceSource {

    public static final int SIDE = 16;
    private static final int CLASSES = 3;
    private static final int PER_AXIS = 2;
    private static final int RECORDS = 3 * PER_AXIS + 1;

    private final List<String> sequences;
    private final List<StudyEntry> studies = new ArrayList<>();

    public SyntheticShards(int studies, String... sequences) {
        this.sequences = List.of(sequences);
        for (int i = 0; i < studies; i++) {
            this.studies.add(study(i));
        }
    }

    private StudyEntry study(int i) {
        boolean[] present = new boolean[sequences.size()];
        for (int m = 0; m < present.length; m++) {
            present[m] = m == 0 || i % 4 != 3 || m < present.length - 1;
        }
        int first = i * RECORDS;
        String id = "study-%04d".formatted(i);
        return new StudyEntry(
                id,
                id,
                "",
                i % 5 == 4 ? Split.VALIDATION : Split.TRAIN,
                i % 2 == 0 ? OptionalInt.of(i / 2 % CLASSES) : OptionalInt.empty(),
                present,
                List.of(new int[] {first, first + 1}, new int[] {first + 2, first + 3}, new int[] {first + 4, first + 5
                }),
                first + 6);
    }

    @Override
    public List<String> sequences() {
        return sequences;
    }

    @Override
    public int windowSide() {
        return SIDE;
    }

    @Override
    public List<StudyEntry> studies() {
        return List.copyOf(studies);
    }

    @Override
    public Window read(int record) {
        StudyEntry study = studies.get(record / RECORDS);
        SplittableRandom random = new SplittableRandom(record);
        double level = 0.3 + 0.2 * study.label().orElse(0);
        float[] voxels = new float[sequences.size() * SIDE * SIDE];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = study.present()[i / (SIDE * SIDE)] ? (float) (level + random.nextDouble(0.3)) : 0;
        }
        byte[] foreground = new byte[SIDE * SIDE];
        for (int i = 0; i < foreground.length; i++) {
            foreground[i] = (byte) (Math.abs(i / SIDE - 8) < 4 && Math.abs(i % SIDE - 7) < 4 ? 1 : 0);
        }
        return new Window(voxels, study.present(), foreground, SIDE, SIDE, SIDE);
    }

    @Override
    public String settingsHash() {
        return "synthetic";
    }

    @Override
    public void close() {}
}
