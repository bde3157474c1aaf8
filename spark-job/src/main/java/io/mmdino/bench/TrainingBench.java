package io.mmdino.bench;

import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.MaskSettings;
import io.mmdino.crop.RandomStream;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.train.Averaging;
import io.mmdino.train.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Whole training steps on random crops: teacher, student, heads, losses, AdamW, moving average of the teacher. */
public final class TrainingBench implements AutoCloseable {

    /** Iteration after all warm-ups and freezes, where every part of the step runs. */
    private static final long ITERATION = 2000;

    private final Learner learner;
    private final TrainingBatch batch;
    private final Schedules.Values values;

    public TrainingBench(
            ModelSettings settings,
            CropGeometry geometry,
            LossSettings losses,
            int studies,
            Kernels kernels,
            Lanes lanes) {
        Model model = new Model(settings);
        OptimSettings optim = OptimSettings.paper();
        learner = new Learner(model, kernels, lanes, geometry, losses, optim, BatchReducer.single());
        learner.initialize(0);
        values = new Schedules(optim, studies).at(ITERATION);
        batch = batch(settings, geometry, studies);
    }

    private static TrainingBatch batch(ModelSettings settings, CropGeometry geometry, int studies) {
        SplittableRandom random = new SplittableRandom(0);
        int sequences = settings.backbone().sequences().size();
        boolean[] present = new boolean[sequences];
        Arrays.fill(present, true);
        int grid = settings.backbone().grid(geometry.globalSide());
        List<boolean[]> all = Collections.nCopies(studies, present);
        List<boolean[][]> masks =
                new MaskMaker(MaskSettings.paper(), grid).forBatch(all, RandomStream.of(0, 0, "", "masks"));
        List<StudyCrops> crops = new ArrayList<>();
        for (int study = 0; study < studies; study++) {
            crops.add(new StudyCrops(
                    noise(random, CropGeometry.GLOBALS, sequences * geometry.globalSide() * geometry.globalSide()),
                    noise(random, geometry.locals(), sequences * geometry.localSide() * geometry.localSide()),
                    masks.get(study),
                    present,
                    OptionalInt.of(study % settings.classes())));
        }
        return TrainingBatch.of(crops);
    }

    private static float[][] noise(SplittableRandom random, int crops, int length) {
        float[][] noise = new float[crops][length];
        for (float[] crop : noise) {
            for (int i = 0; i < length; i++) {
                crop[i] = (float) random.nextDouble(-1, 1);
            }
        }
        return noise;
    }

    /** One step of a single worker. */
    public void step() {
        step(batch);
    }

    /** One step of a single worker on another batch of the same shape. */
    void step(TrainingBatch other) {
        learner.step(other, values, false, 0);
    }

    /** Several steps of one of several workers, which averages with the others. */
    public void steps(int count, Averaging together) {
        for (int done = 1; done <= count; done++) {
            learner.compute(batch, values, false, 0);
            together.gradients(learner, batch.size());
            learner.apply(values, false);
            together.stepped(learner, done, batch.size());
        }
    }

    @Override
    public void close() {
        learner.close();
    }
}
