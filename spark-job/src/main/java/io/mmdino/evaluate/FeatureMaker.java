package io.mmdino.evaluate;

import io.mmdino.evaluate.Encoder.InputMaker;
import io.mmdino.evaluate.SequenceSubset.SequenceChoice;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes features from the evaluation windows of studies, each lane with an encoder of its own.
 *
 * <p>Letters: M = sequences, D = width.
 */
public final class FeatureMaker {

    private final InputMaker input;
    private final List<Encoder> encoders;
    private final Lanes lanes;

    /** @param encoders one for each lane */
    public FeatureMaker(InputMaker input, List<? extends Encoder> encoders, Lanes lanes) {
        if (encoders.size() != lanes.count()) {
            throw new IllegalArgumentException(encoders.size() + " encoders for " + lanes.count() + " lanes");
        }
        this.input = input;
        this.encoders = List.copyOf(encoders);
        this.lanes = lanes;
    }

    /** @param encoder makes one encoder; called once for each lane */
    public FeatureMaker(InputMaker input, Supplier<? extends Encoder> encoder, Lanes lanes) {
        this(input, Stream.generate(encoder).limit(lanes.count()).toList(), lanes);
    }

    /** Features of the chosen studies, with all the sequences that they have. */
    public FeatureTable features(SliceSource source, Predicate<StudyEntry> chosen, IntConsumer done) {
        return features(source, chosen, SequenceChoice.ALL, done);
    }

    /**
     * Features of the chosen studies, with some of their sequences. A study without any of these sequences is left out.
     *
     * @param done receives the number of studies done, from any lane, in rising order
     */
    public FeatureTable features(
            SliceSource source, Predicate<StudyEntry> chosen, SequenceChoice sequences, IntConsumer done) {
        List<StudyEntry> studies = source.studies().stream()
                .filter(chosen)
                .filter(study -> any(sequences.of(study)))
                .toList();
        int width = encoders.get(0).width();
        float[] values = new float[Math.multiplyExact(studies.size(), width)];
        AtomicInteger next = new AtomicInteger();
        Counter counter = new Counter(done);
        lanes.run(lane -> {
            for (int row = next.getAndIncrement(); row < studies.size(); row = next.getAndIncrement()) {
                float[] features = encode(encoders.get(lane), source, studies.get(row), sequences);
                System.arraycopy(features, 0, values, row * width, width);
                counter.add();
            }
        });
        return new FeatureTable(
                values,
                width,
                studies.stream().mapToInt(study -> study.label().orElse(-1)).toArray(),
                studies.stream().map(StudyEntry::study).toList(),
                studies.stream().map(StudyEntry::subject).toList());
    }

    private float[] encode(Encoder encoder, SliceSource source, StudyEntry study, SequenceChoice sequences) {
        boolean[] present = sequences.of(study);
        Window window = source.read(study.evaluation());
        float[] images = input.make(window);
        int pixels = images.length / present.length;
        int side = (int) Math.round(Math.sqrt(pixels));
        if ((long) side * side * present.length != images.length) {
            throw new IllegalStateException("the input of study " + study.study() + " has " + images.length
                    + " pixels, wanted " + present.length + " square images");
        }
        for (int m = 0; m < present.length; m++) {
            if (!present[m]) {
                Arrays.fill(images, m * pixels, (m + 1) * pixels, 0);
            }
        }
        float[] features = encoder.encode(images, side, present);
        if (features.length != encoder.width()) {
            throw new IllegalStateException(
                    "the encoder gave " + features.length + " features, wanted its width " + encoder.width());
        }
        return features;
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
