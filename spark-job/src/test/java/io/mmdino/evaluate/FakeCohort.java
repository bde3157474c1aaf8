package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Studies in memory. The class shows as brightness of the sequence with its number; the other sequences are noise.
 *
 * @param windows by record number
 */
record FakeCohort(List<String> sequences, int windowSide, List<StudyEntry> studies, List<Window> windows)
        implements SliceSource {

    static final List<String> SEQUENCES = List.of("t1", "t1c", "t2", "flair");

    /** Every fifth study is unlabelled; of the rest the fourth is VALIDATION, the fifth TEST, cyclically. */
    static FakeCohort of(String name, int count, long seed) {
        Random random = new Random(seed);
        List<StudyEntry> studies = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(3);
            Split split = i % 7 == 3 ? Split.VALIDATION : i % 7 == 4 ? Split.TEST : Split.TRAIN;
            boolean[] present = {true, true, true, i % 6 != 0};
            String id = String.format("%s-%03d", name, i);
            OptionalInt known = i % 5 == 0 ? OptionalInt.empty() : OptionalInt.of(label);
            studies.add(new StudyEntry(id, id, "", split, known, present, List.of(), i));
            windows.add(window(label, present, random));
        }
        return new FakeCohort(SEQUENCES, 8, studies, windows);
    }

    /** These studies, each with so many training windows of each axis. */
    FakeCohort withTraining(int first, int second, int third) {
        List<StudyEntry> more = new ArrayList<>();
        List<Window> all = new ArrayList<>(windows);
        for (StudyEntry study : studies) {
            List<int[]> training = new ArrayList<>();
            for (int count : new int[] {first, second, third}) {
                training.add(IntStream.range(0, count).map(i -> all.size() + i).toArray());
                for (int i = 0; i < count; i++) {
                    all.add(window(i, study.present(), new Random(all.size())));
                }
            }
            more.add(new StudyEntry(
                    study.study(),
                    study.subject(),
                    "",
                    study.split(),
                    study.label(),
                    study.present(),
                    training,
                    study.evaluation()));
        }
        return new FakeCohort(sequences, windowSide, more, all);
    }

    private static Window window(int label, boolean[] present, Random random) {
        float[] voxels = new float[4 * 64];
        for (int m = 0; m < 4; m++) {
            if (present[m]) {
                for (int i = 0; i < 64; i++) {
                    voxels[m * 64 + i] = (m == label ? 0.6f : 0.3f) + 0.2f * random.nextFloat();
                }
            }
        }
        return new Window(voxels, present, new byte[64], 8, 8, 8);
    }

    FakeCohort with(List<StudyEntry> others) {
        return new FakeCohort(sequences, windowSide, others, windows);
    }

    @Override
    public Window read(int record) {
        return windows.get(record);
    }

    @Override
    public String settingsHash() {
        return "settings";
    }

    @Override
    public void close() {}

    /** The window's images, unchanged. */
    static float[] input(Window window) {
        return window.voxels().clone();
    }

    /** The mean of every sequence: enough to separate the classes. */
    static Encoder means() {
        return means(1);
    }

    /** The mean of every sequence, of at most {@code batch} windows a call. */
    static Encoder means(int batch) {
        return encoder(true, batch);
    }

    /** The mean over all sequences at once: nearly useless. */
    static Encoder blind() {
        return encoder(false, 1);
    }

    private static Encoder encoder(boolean apart, int batch) {
        return new Encoder() {
            @Override
            public int width() {
                return 4;
            }

            @Override
            public int batch() {
                return batch;
            }

            @Override
            public float[] encode(float[] images, int side, boolean[][] present) {
                assertThat(present.length).isBetween(1, batch);
                float[] features = new float[4 * present.length];
                for (int i = 0; i < images.length; i++) {
                    int image = i / (side * side);
                    features[apart ? image : image / 4 * 4] += images[i] / (side * side);
                }
                return features;
            }
        };
    }
}
