package io.mmdino.bench;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Studies with one window of noise each, in memory, all labelled and of the training split; the tumour is the middle ninth.
 *
 * @param sequences names of the sequences, M
 * @param windowSide side of the windows in pixels, W
 * @param count number of studies
 */
record NoiseWindows(List<String> sequences, int windowSide, int count) implements SliceSource {

    @Override
    public List<StudyEntry> studies() {
        return IntStream.range(0, count)
                .mapToObj(i -> new StudyEntry(
                        "study-" + i,
                        "study-" + i,
                        "",
                        Split.TRAIN,
                        OptionalInt.of(0),
                        present(),
                        List.of(new int[] {i}, new int[] {i}, new int[] {i}),
                        i))
                .toList();
    }

    private boolean[] present() {
        boolean[] present = new boolean[sequences.size()];
        Arrays.fill(present, true);
        return present;
    }

    @Override
    public Window read(int record) {
        SplittableRandom random = new SplittableRandom(record);
        float[] voxels = new float[sequences.size() * windowSide * windowSide];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextDouble();
        }
        byte[] foreground = new byte[windowSide * windowSide];
        for (int row = windowSide / 3; row < windowSide * 2 / 3; row++) {
            Arrays.fill(foreground, row * windowSide + windowSide / 3, row * windowSide + windowSide * 2 / 3, (byte) 1);
        }
        return new Window(voxels, present(), foreground, windowSide, windowSide, windowSide);
    }

    @Override
    public String settingsHash() {
        return "noise";
    }

    @Override
    public void close() {}
}
