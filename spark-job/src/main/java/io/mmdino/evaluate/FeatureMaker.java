package io.mmdino.evaluate;

import io.mmdino.evaluate.Encoder.InputMaker;
import io.mmdino.evaluate.SequenceSubset.SequenceChoice;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.EvaluationWindows;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes features of studies, each lane with an encoder of its own. The features of a study are the mean over those of its
 * {@link EvaluationWindows}. Windows of several studies go through the encoder together.
 *
 * <p>Letters: M = sequences, D = width, W = windows of one call of the encoder.
 */
public final class FeatureMaker {

    private final EvaluationWindows represent;
    private final InputMaker input;
    private final List<Encoder> encoders;
    private final Lanes lanes;

    /**
     * A window of one of the studies that are encoded together.
     *
     * @param study index of the study
     * @param record number of the window
     * @param present which sequences the encoder may use, [M]
     */
    private record StudyWindow(int study, int record, boolean[] present) {}

    /**
     * @param windowsPerAxis as {@link EvaluationSettings} has it
     * @param encoders one for each lane
     */
    public FeatureMaker(int windowsPerAxis, InputMaker input, List<? extends Encoder> encoders, Lanes lanes) {
        if (encoders.size() != lanes.count()) {
            throw new IllegalArgumentException(encoders.size() + " encoders for " + lanes.count() + " lanes");
        }
        this.represent = new EvaluationWindows(windowsPerAxis);
        this.input = input;
        this.encoders = List.copyOf(encoders);
        this.lanes = lanes;
    }

    /**
     * @param windowsPerAxis as {@link EvaluationSettings} has it
     * @param encoder makes one encoder; called once for each lane
     */
    public FeatureMaker(int windowsPerAxis, InputMaker input, Supplier<? extends Encoder> encoder, Lanes lanes) {
        this(
                windowsPerAxis,
                input,
                Stream.generate(encoder).limit(lanes.count()).toList(),
                lanes);
    }

    /** Features of the chosen studies, with all the sequences that they have. */
    public FeatureTable features(SliceSource source, Predicate<StudyEntry> chosen, IntConsumer done) {
        return features(source, chosen, SequenceChoice.ALL, done);
    }

    /**
     * Features of the chosen studies, with some of their sequences. A study without any of these sequences is left out. Studies are
     * encoded together by their place among the chosen ones, whether they are left out or not, so that a part of the chosen studies
     * that begins at a multiple of {@link #together(int, int)} gives the same numbers as all of them do.
     *
     * @param done receives the number of studies done, from any lane, in rising order
     */
    public FeatureTable features(
            SliceSource source, Predicate<StudyEntry> chosen, SequenceChoice sequences, IntConsumer done) {
        List<StudyEntry> all = source.studies().stream().filter(chosen).toList();
        List<StudyEntry> studies =
                all.stream().filter(study -> any(sequences.of(study))).toList();
        int[] rows = rows(all, sequences);
        int width = encoders.get(0).width();
        float[] values = new float[Math.multiplyExact(studies.size(), width)];
        int together = together();
        AtomicInteger next = new AtomicInteger();
        Counter counter = new Counter(done);
        lanes.run(lane -> {
            for (int first = next.getAndAdd(together); first < all.size(); first = next.getAndAdd(together)) {
                List<StudyEntry> some = all.subList(first, Math.min(first + together, all.size())).stream()
                        .filter(study -> any(sequences.of(study)))
                        .toList();
                float[] features = means(encoders.get(lane), source, some, sequences);
                System.arraycopy(features, 0, values, rows[first] * width, features.length);
                some.forEach(study -> counter.add());
            }
        });
        return new FeatureTable(
                values,
                width,
                studies.stream().mapToInt(study -> study.label().orElse(-1)).toArray(),
                studies.stream().map(StudyEntry::study).toList(),
                studies.stream().map(StudyEntry::subject).toList());
    }

    /** For each study the number of studies before it that are not left out, [n]. */
    private static int[] rows(List<StudyEntry> all, SequenceChoice sequences) {
        int[] rows = new int[all.size()];
        for (int i = 1; i < rows.length; i++) {
            rows[i] = rows[i - 1] + (any(sequences.of(all.get(i - 1))) ? 1 : 0);
        }
        return rows;
    }

    private int together() {
        return together(encoders.get(0).batch(), represent.perAxis());
    }

    /**
     * Number of studies that are encoded together: as many as fill a call. Not fewer for many lanes, so that their number does not
     * show.
     *
     * @param batch of the encoder
     * @param windowsPerAxis as {@link EvaluationSettings} has it
     */
    public static int together(int batch, int windowsPerAxis) {
        return Math.max(1, batch / new EvaluationWindows(windowsPerAxis).most());
    }

    /** The mean features of some studies, [studies, D]. */
    private float[] means(Encoder encoder, SliceSource source, List<StudyEntry> studies, SequenceChoice sequences) {
        List<StudyWindow> windows = new ArrayList<>();
        int[] counts = new int[studies.size()];
        for (int i = 0; i < counts.length; i++) {
            boolean[] present = sequences.of(studies.get(i));
            for (int record : represent.of(studies.get(i))) {
                windows.add(new StudyWindow(i, record, present));
                counts[i]++;
            }
        }
        int width = encoder.width();
        double[] sums = new double[counts.length * width];
        for (int first = 0; first < windows.size(); first += encoder.batch()) {
            List<StudyWindow> call = windows.subList(first, Math.min(first + encoder.batch(), windows.size()));
            float[] features = encode(encoder, source, call);
            for (int i = 0; i < features.length; i++) {
                sums[call.get(i / width).study() * width + i % width] += features[i];
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (sums[i] / counts[i / width]);
        }
        return means;
    }

    /** The features of one call's windows, [W, D]. */
    private float[] encode(Encoder encoder, SliceSource source, List<StudyWindow> windows) {
        boolean[][] present = windows.stream().map(StudyWindow::present).toArray(boolean[][]::new);
        float[] first = images(source, windows.get(0));
        int side = side(first.length, present[0].length);
        float[] images = windows.size() == 1 ? first : Arrays.copyOf(first, windows.size() * first.length);
        for (int i = 1; i < windows.size(); i++) {
            float[] more = images(source, windows.get(i));
            System.arraycopy(more, 0, images, i * first.length, first.length);
        }
        float[] features = encoder.encode(images, side, present);
        if (features.length != windows.size() * encoder.width()) {
            throw new IllegalStateException("the encoder gave " + features.length + " features for " + windows.size()
                    + " windows, wanted its width " + encoder.width() + " for each");
        }
        return features;
    }

    /** The images of one window, zero where a sequence is not used, [M, side, side]. */
    private float[] images(SliceSource source, StudyWindow window) {
        float[] images = input.make(source.read(window.record()));
        int pixels = images.length / window.present().length;
        for (int m = 0; m < window.present().length; m++) {
            if (!window.present()[m]) {
                Arrays.fill(images, m * pixels, (m + 1) * pixels, 0);
            }
        }
        return images;
    }

    private static int side(int length, int sequences) {
        int side = (int) Math.round(Math.sqrt((double) length / sequences));
        if ((long) side * side * sequences != length) {
            throw new IllegalStateException(
                    "the input of a window has " + length + " pixels, wanted " + sequences + " square images");
        }
        return side;
    }

    private static boolean any(boolean[] flags) {
        for (boolean flag : flags) {
            if (flag) {
                return true;
            }
        }
        return false;
    }

    /** Counts and reports under one lock, so that the reported numbers rise. */
    private static final class Counter {
        private final IntConsumer listener;
        private int count;

        Counter(IntConsumer listener) {
            this.listener = listener;
        }

        synchronized void add() {
            count++;
            listener.accept(count);
        }
    }
}
