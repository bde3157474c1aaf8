package io.mmdino.baseline;

import io.mmdino.crop.AugmentedInput;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.RandomStream;
import io.mmdino.kernel.Nd4jStart;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.StudyOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes a worker's batches of one round on its executor, which reads the windows from its own copy of the shards. Order and
 * augmentation depend on seed, round and worker, not on the attempt or the host.
 */
final class RoundBatches implements FlatMapFunction<Integer, DataSet> {

    private final Baseline.SliceSourceFactory windows;
    private final Broadcast<TrainingWindows> training;
    private final BaselineSettings settings;
    private final CropSettings augmentation;
    private final int round;

    RoundBatches(
            Baseline.SliceSourceFactory windows,
            Broadcast<TrainingWindows> training,
            BaselineSettings settings,
            CropSettings augmentation,
            int round) {
        this.windows = windows;
        this.training = training;
        this.settings = settings;
        this.augmentation = augmentation;
        this.round = round;
    }

    @Override
    public Iterator<DataSet> call(Integer worker) throws IOException {
        Nd4jStart.onOneThread();
        TrainingWindows all = training.value();
        long first = (long) round * settings.windowsOfRound() + (long) worker * settings.windowsOfWorker();
        int[] chosen =
                new StudyOrder(settings.seed(), all.count(), "baseline order").at(first, settings.windowsOfWorker());
        List<DataSet> batches = new ArrayList<>();
        try (SliceSource source = windows.open()) {
            AugmentedInput input = new AugmentedInput(settings.imageSide(), source.windowSide(), augmentation);
            for (int from = 0; from < chosen.length; from += settings.batchSize()) {
                batches.add(batch(source, input, all, chosen, from, first + from));
            }
        }
        return batches.iterator();
    }

    private DataSet batch(
            SliceSource source, AugmentedInput input, TrainingWindows all, int[] chosen, int from, long position) {
        int size = settings.batchSize();
        int side = settings.imageSide();
        int sequences = source.sequences().size();
        float[] images = new float[size * sequences * side * side];
        float[] labels = new float[size * all.classes()];
        for (int i = 0; i < size; i++) {
            int window = chosen[from + i];
            RandomStream random = RandomStream.of(settings.seed(), position + i, "", "baseline augmentation");
            float[] image = input.of(source.read(all.records()[window]), random);
            System.arraycopy(image, 0, images, i * image.length, image.length);
            labels[i * all.classes() + all.labels()[window]] = 1;
        }
        return new DataSet(
                Nd4j.create(images, new int[] {size, sequences, side, side}, 'c'),
                Nd4j.create(labels, new int[] {size, all.classes()}, 'c'));
    }
}
