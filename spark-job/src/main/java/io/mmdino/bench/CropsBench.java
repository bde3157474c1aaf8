package io.mmdino.bench;

import io.mmdino.crop.CropMaker;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.MaskSettings;
import io.mmdino.kernel.Lanes;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.train.BatchSource;
import io.mmdino.train.BatchesAhead;
import io.mmdino.train.TrainSettings;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Training steps that make their crops from windows of noise: in turn with the computation, and ahead of it. */
final class CropsBench {

    private static final int WINDOW_SIDE = 96;
    private static final int STUDIES = 64;

    private final BatchSource source;
    private final Consumer<TrainingBatch> step;
    private final List<Double> cropSeconds = new ArrayList<>();
    private TrainingBatch made;
    private long iteration;

    /**
     * @param lanes threads that make crops
     * @param step computes one step
     */
    CropsBench(VitSettings backbone, int studies, Lanes lanes, Consumer<TrainingBatch> step) {
        CropSettings crops = CropSettings.paper();
        source = BatchSource.single(
                new NoiseWindows(backbone.sequences(), WINDOW_SIDE, STUDIES),
                new TrainSettings(0, studies, 0, lanes.count(), "auto", "auto", 1, 0, ""),
                new CropMaker(crops, WINDOW_SIDE),
                new MaskMaker(MaskSettings.paper(), backbone.grid(crops.globalSize())),
                lanes);
        this.step = step;
        made = source.at(iteration++);
    }

    /** Makes a batch, then computes with it. */
    void inTurn() {
        long start = System.nanoTime();
        TrainingBatch batch = source.at(iteration++);
        cropSeconds.add((System.nanoTime() - start) / 1e9);
        step.accept(batch);
    }

    /** Computes with the batch that the last call has made while the next one is made; returns when both are done. */
    void ahead() {
        try (BatchesAhead ahead = new BatchesAhead(source::at, iteration, iteration + 1)) {
            step.accept(made);
            made = ahead.next();
            iteration++;
        }
    }

    /** Median seconds of making one batch by itself. */
    double cropSeconds() {
        return Alternation.median(
                cropSeconds.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
