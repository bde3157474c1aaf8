package io.mmdino.train;

import io.mmdino.average.AveragingSettings;
import io.mmdino.crop.BlurSettings;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.GammaSettings;
import io.mmdino.crop.MaskSettings;
import io.mmdino.crop.Normalization;
import io.mmdino.crop.ShiftSettings;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.OptimSettings;
import io.mmdino.shard.SliceSource;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Settings of a complete run that lasts milliseconds: a model of width 8, on the scalar kernels because the others take longer to
 * warm up. The backbone is frozen in the first epoch; checkpoints after every third iteration, validation after every fourth.
 */
final class TinyTraining {

    static final List<String> SEQUENCES = List.of("t1", "t1c", "t2");
    static final int EPOCH = 4;
    static final String HASH = "0123456789abcdef";

    private TinyTraining() {}

    static SyntheticShards shards() {
        return new SyntheticShards(12, SEQUENCES.toArray(String[]::new));
    }

    static TrainSettings settings(long seed, int batch, double labelledShare) {
        return new TrainSettings(seed, batch, labelledShare, 2, "scalar", "float32", 3, 4, "");
    }

    static Training of(int epochs, String hash) {
        return new Training(
                model(),
                losses(),
                crops(),
                masks(),
                optim(epochs),
                settings(7, 4, 0.5),
                AveragingSettings.single(),
                hash);
    }

    static ModelSettings model() {
        HeadSettings head = new HeadSettings(6, 4, 3);
        VitSettings vit = new VitSettings(
                "custom",
                8,
                2,
                2,
                2,
                12,
                SEQUENCES,
                SEQUENCES,
                FeedForward.Kind.MLP,
                0,
                0.1,
                VitSettings.DINOV2_DEVIATION,
                0.3);
        return new ModelSettings(vit, head, head, 3, false, false);
    }

    static LossSettings losses() {
        return new LossSettings(1, 0.1, 1, 0.5, 0.1, 0.1, 0.1, LossSettings.Centering.CENTERING, 0.9);
    }

    static CropSettings crops() {
        return new CropSettings(
                8,
                6,
                2,
                0.5,
                1,
                0.3,
                0.5,
                1.3,
                0.5,
                0,
                0,
                BlurSettings.paper(),
                GammaSettings.paper(),
                ShiftSettings.off(),
                Normalization.TRAINING);
    }

    static MaskSettings masks() {
        return new MaskSettings(0.5, 0.1, 0.5, 1, 0.5, 0.3, true);
    }

    static OptimSettings optim(int epochs) {
        return new OptimSettings(
                epochs,
                EPOCH,
                1e-2,
                OptimSettings.LrScaling.NONE,
                1e-4,
                1,
                0.04,
                0.4,
                0.9,
                1,
                0.04,
                0.07,
                1,
                1,
                1,
                3,
                0.9,
                0.999,
                1e-8,
                0.9,
                0.2);
    }

    /** A score that depends on the weights, so that the best checkpoint does too. */
    static OptionalDouble score(ParameterVector teacher) {
        return OptionalDouble.of(
                Math.sin(1e4 * teacher.of("dino_head.mlp.0.weight").get(0)));
    }

    static void run(Training training, SliceSource shards, Path folder, RunListener listener) throws IOException {
        try (Lanes lanes = new Lanes(training.train().lanesHere())) {
            training.run(
                    Cohort.of(shards),
                    shards,
                    folder,
                    KernelChoice.kernels(training.train().kernels()),
                    lanes,
                    Averaging.single(),
                    TinyTraining::score,
                    listener);
        }
    }

    /** A listener that does nothing unless overridden. */
    static class Quiet implements RunListener {
        @Override
        public void started(long first, long iterations) {}

        @Override
        public void stepped(long iteration, Learner.Outcome outcome) {}

        @Override
        public void validated(long iteration, double mcc, boolean best) {}
    }
}
