package io.mmdino.baseline;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Studies in memory whose class is a texture in noise, at a random offset: stripes, checks or none. Every fifth study lacks
 * the last sequence, every fourth is of the VALIDATION split, every ninth has no label.
 */
record ToyShards(int count, long seed, int classes) implements SliceSource {

    static final int SIDE = 16;
    static final List<String> SEQUENCES = List.of("t1", "flair");
    private static final int RECORDS = 4;

    @Override
    public List<String> sequences() {
        return SEQUENCES;
    }

    @Override
    public int windowSide() {
        return SIDE;
    }

    @Override
    public List<StudyEntry> studies() {
        List<StudyEntry> studies = new ArrayList<>();
        IntStream.range(0, count).mapToObj(this::study).forEach(studies::add);
        return List.copyOf(studies);
    }

    private StudyEntry study(int i) {
        int first = i * RECORDS;
        String id = "toy-%d-%04d".formatted(seed, i);
        return new StudyEntry(
                id,
                id,
                "",
                i % 4 == 3 ? Split.VALIDATION : Split.TRAIN,
                i % 9 == 8 ? OptionalInt.empty() : OptionalInt.of(i % classes),
                present(i),
                List.of(new int[] {first, first + 1}, new int[] {}, new int[] {first + 2}),
                first + 3);
    }

    private static boolean[] present(int i) {
        return new boolean[] {true, i % 5 != 4};
    }

    @Override
    public Window read(int record) {
        int i = record / RECORDS;
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + record);
        float[] voxels = new float[SEQUENCES.size() * SIDE * SIDE];
        int right = random.nextInt(4);
        int down = random.nextInt(4);
        for (int p = 0; p < voxels.length; p++) {
            int x = (p % SIDE + right) / 2 % 2;
            int y = (p / SIDE % SIDE + down) / 2 % 2;
            double texture = new double[] {x, x ^ y, 0.5}[i % classes];
            voxels[p] = present(i)[p / (SIDE * SIDE)] ? (float) (0.2 + 0.4 * texture + random.nextDouble(0.3)) : 0;
        }
        return new Window(voxels, present(i), new byte[SIDE * SIDE], SIDE, SIDE, SIDE);
    }

    @Override
    public String settingsHash() {
        return "toy";
    }

    @Override
    public void close() {}
}
