package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.average.AveragingSettings;
import io.mmdino.average.AveragingSettings.Method;
import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.kernel.Backends;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.TrainingBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what several workers compute with a single worker that computes all of it. */
class SeveralWorkersTest {

    private static final int STEPS = 10;
    private static final int EPOCHS = 3;
    private static final int BATCH = 4;
    private static final int JOINED = 12;
    private static final SyntheticShards SHARDS =
            new SyntheticShards(24, TinyTraining.SEQUENCES.toArray(String[]::new));

    @TempDir
    Path folder;

    private Kernels kernels = KernelChoice.kernels("scalar");

    /**
     * With every loss, stochastic depth, and batches that the workers cannot share out evenly. In float32 without KoLeo, whose gradient
     * scales rounding up by the inverse of the distance between the tokens, which all lie close together at first.
     */
    @ParameterizedTest
    @CsvSource({
        "2, CENTERING, 0.1, FLOAT64",
        "3, CENTERING, 0.1, FLOAT64",
        "4, CENTERING, 0.1, FLOAT64",
        "5, CENTERING, 0.1, FLOAT64",
        "12, CENTERING, 0.1, FLOAT64",
        "2, SINKHORN, 0.1, FLOAT64",
        "3, SINKHORN, 0.1, FLOAT64",
        "2, CENTERING, 0, FLOAT32",
        "5, CENTERING, 0, FLOAT32",
        "3, SINKHORN, 0, FLOAT32"
    })
    void workersMoveWeightsAsOneWorkerWithTheJoinedBatchDoes(
            int workers, LossSettings.Centering centering, double koleo, Tensor.Type type) throws Exception {
        kernels = Backends.scalar(type);
        LossSettings losses = new LossSettings(1, koleo, 1, 0.5, 0.1, 0.1, 0.1, centering, 0.9);
        float[] alone = together(averaging(1, Mode.GRADIENTS, 1, 1, 0), losses).get(0);
        for (float[] worker : together(averaging(workers, Mode.GRADIENTS, 1, 1, 0), losses)) {
            assertClose(worker, alone, type == Tensor.Type.FLOAT64 ? 1e-7 : 1e-5);
        }
    }

    @Test
    void averagedParametersAreTheMeanOfWorkersThatWereAloneForAPeriod() throws Exception {
        int workers = 3;
        List<float[]> alone = new ArrayList<>();
        LossSettings losses = losses(LossSettings.Centering.CENTERING);
        for (int rank = 0; rank < workers; rank++) {
            try (Lanes lanes = new Lanes(1);
                    Learner own = learner(losses, BatchReducer.single(), lanes)) {
                BatchSource source = batches(rank, workers, lanes);
                for (int step = 0; step < STEPS; step++) {
                    own.step(source.at(step), schedule().at(step), schedule().backboneFrozen(step), step);
                }
                alone.add(weights(own));
            }
        }
        float[] mean = new float[alone.get(0).length];
        for (int i = 0; i < mean.length; i++) {
            int at = i;
            mean[i] = (float) alone.stream().mapToDouble(w -> w[at]).average().orElseThrow();
        }
        AveragingSettings settings = averaging(workers, Mode.PARAMETERS, STEPS, 1, 0);
        for (float[] worker : together(settings, losses)) {
            assertClose(worker, mean, 1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, GRADIENTS, 1, 1, 0",
        "3, GRADIENTS, 1, 1, 0",
        "2, PARAMETERS, 2, 1, 0",
        "4, PARAMETERS, 5, 1, 0",
        "3, PARAMETERS, 5, 0.7, 0.9"
    })
    void aDisturbedRunEndsWithTheBytesOfAnUndisturbedOne(
            int workers, Mode mode, int period, double outerRate, double outerMomentum) throws Exception {
        AveragingSettings settings = averaging(workers, mode, period, outerRate, outerMomentum);
        Path undisturbed = folder.resolve("undisturbed");
        Path disturbed = folder.resolve("disturbed");
        run(settings, workers, undisturbed, Long.MAX_VALUE);
        disturb(settings, workers, disturbed);
        assertThat(disturbed.resolve("checkpoints")).isNotEmptyDirectory();
        run(settings, workers, disturbed, Long.MAX_VALUE);
        assertThat(names(disturbed)).isEqualTo(names(undisturbed)).contains("step-00000012.safetensors");
        String last = "checkpoints/step-00000012.safetensors";
        assertThat(disturbed.resolve(last)).hasSameBinaryContentAs(undisturbed.resolve(last));
        assertThat(disturbed.resolve("metrics.jsonl")).hasSameBinaryContentAs(undisturbed.resolve("metrics.jsonl"));
        assertThat(disturbed.resolve("best.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("best.safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 3", "3, 5", "1, 4"})
    void aRunGoesOnWithAnotherNumberOfWorkersAsIfItHadNotChanged(int before, int after) throws Exception {
        AveragingSettings settings = averaging(before, Mode.GRADIENTS, 1, 1, 0);
        Path steady = folder.resolve("steady");
        Path changed = folder.resolve("changed");
        run(settings, before, steady, Long.MAX_VALUE);
        disturb(settings, before, changed);
        assertThat(names(changed)).doesNotContain("step-00000012.safetensors");
        run(settings, after, changed, Long.MAX_VALUE);
        assertClose(student(changed), student(steady), 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1, 0", "2, 3, 0.7, 0.9", "3, 1, 0.7, 0.9"})
    void aRunOfAveragedParametersGoesOnToItsEndWithOtherWorkers(int before, int after, double rate, double momentum)
            throws Exception {
        AveragingSettings settings = averaging(before, Mode.PARAMETERS, 5, rate, momentum);
        disturb(settings, before, folder);
        run(settings, after, folder, Long.MAX_VALUE);
        assertThat(names(folder)).contains("step-00000012.safetensors");
    }

    private static float[] student(Path run) throws Exception {
        Model model = new Model(TinyTraining.model());
        float[] weights = new float[Math.toIntExact(model.layout().length())];
        try (Safetensors file = Safetensors.open(run.resolve("checkpoints/step-00000012.safetensors"))) {
            for (Parameter parameter : model.layout().parameters()) {
                Tensor values = Tensor.host(Tensor.Type.FLOAT32, 1, Math.toIntExact(parameter.length()));
                file.into("student." + parameter.name(), values);
                values.copyTo(weights, Math.toIntExact(parameter.offset()));
            }
        }
        return weights;
    }

    private static List<String> names(Path run) throws Exception {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void disturb(AveragingSettings settings, int workers, Path output) throws Exception {
        try {
            run(settings, workers, output, 7);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("disturbed");
        }
    }

    /**
     * All workers of a start of a run that was begun with the settings' workers; one of them stops before its {@code stop}-th step.
     */
    private void run(AveragingSettings settings, int workers, Path output, long stop) throws Exception {
        Training training = new Training(
                TinyTraining.model(),
                TinyTraining.losses(),
                TinyTraining.crops(),
                TinyTraining.masks(),
                TinyTraining.optim(EPOCHS),
                TinyTraining.settings(7, BATCH, 0.5),
                settings,
                TinyTraining.HASH);
        ThreadAverager.run(workers, averager -> {
            RunListener stopping = new TinyTraining.Quiet() {
                @Override
                public void stepped(long iteration, Learner.Outcome outcome) {
                    if (iteration + 1 >= stop && averager.rank() == workers - 1) {
                        throw new IllegalStateException("disturbed");
                    }
                }
            };
            try (Lanes lanes = new Lanes(2);
                    Averaging together = Averaging.of(settings, averager, (long) EPOCHS * TinyTraining.EPOCH)) {
                training.run(
                        Cohort.of(SHARDS), SHARDS, output, kernels, lanes, together, TinyTraining::score, stopping);
            }
        });
    }

    /** The weights of every worker after ten steps. */
    private List<float[]> together(AveragingSettings settings, LossSettings losses) throws Exception {
        float[][] ends = new float[settings.workers()][];
        ThreadAverager.run(settings.workers(), averager -> {
            try (Averaging together = Averaging.of(settings, averager, STEPS);
                    Lanes lanes = new Lanes(1);
                    Learner own = learner(losses, together.statistics(), lanes)) {
                BatchSource source = batches(averager.rank(), settings.workers(), lanes);
                together.prepare(own);
                together.started(own);
                for (int step = 0; step < STEPS; step++) {
                    Schedules.Values now = schedule().at(step);
                    boolean frozen = schedule().backboneFrozen(step);
                    TrainingBatch batch = source.at(step);
                    own.compute(batch, now, frozen, step);
                    together.gradients(own, batch.size());
                    own.apply(now, frozen);
                    together.stepped(own, step + 1, batch.size());
                }
                ends[averager.rank()] = weights(own);
            }
        });
        return List.of(ends);
    }

    private static AveragingSettings averaging(int workers, Mode mode, int period, double rate, double momentum) {
        return new AveragingSettings(workers, Method.RING, mode, period, rate, momentum, 1e-4, 60);
    }

    private static Schedules schedule() {
        return new Schedules(TinyTraining.optim(EPOCHS), JOINED);
    }

    private static LossSettings losses(LossSettings.Centering centering) {
        return new LossSettings(1, 0.1, 1, 0.5, 0.1, 0.1, 0.1, centering, 0.9);
    }

    private Learner learner(LossSettings losses, BatchReducer reducer, Lanes lanes) {
        Learner learner = new Learner(
                new Model(TinyTraining.model()),
                kernels,
                lanes,
                TinyTraining.crops().geometry(),
                losses,
                TinyTraining.optim(EPOCHS),
                reducer);
        learner.initialize(7);
        return learner;
    }

    private static BatchSource batches(int rank, int workers, Lanes lanes) {
        return new BatchSource(
                SHARDS,
                new JoinedBatches(7, Cohort.of(SHARDS), JOINED, 0.5),
                7,
                new CropMaker(TinyTraining.crops(), SyntheticShards.SIDE),
                new MaskMaker(TinyTraining.masks(), 4),
                lanes,
                new WorkerRank(rank, workers));
    }

    private static void assertClose(float[] worker, float[] expected, double bound) {
        for (Parameter parameter : new Model(TinyTraining.model()).layout().parameters()) {
            double worst = 0;
            int first = Math.toIntExact(parameter.offset());
            for (int i = 0; i < parameter.length(); i++) {
                double difference = Math.abs(worker[first + i] - expected[first + i]);
                worst = Math.max(worst, isKeyBias(parameter, i) ? 0 : difference);
            }
            assertThat(worst).as(parameter.name()).isLessThanOrEqualTo(bound);
        }
    }

    /** Keys' biases cancel in the softmax: their gradient is rounding noise, which Adam scales up. */
    private static boolean isKeyBias(Parameter parameter, int i) {
        int width = TinyTraining.model().backbone().width();
        return parameter.name().endsWith("attn.qkv.bias") && i / width == 1;
    }

    private static float[] weights(Learner learner) {
        ParameterVector student = learner.student();
        return student.range(0, Math.toIntExact(student.length())).toFloats();
    }
}
