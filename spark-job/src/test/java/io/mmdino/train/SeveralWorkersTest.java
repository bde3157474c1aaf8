package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.average.AveragingSettings;
import io.mmdino.average.AveragingSettings.Method;
import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.vit.VitSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

    @TempDir
    Path folder;

    private final Kernels kernels = KernelChoice.kernels("scalar");

    @ParameterizedTest
    @CsvSource({"2, CENTERING", "3, CENTERING", "4, CENTERING", "2, SINKHORN", "3, SINKHORN"})
    void averagedGradientsMoveWeightsAsOneWorkerWithTheJoinedBatchDoes(int workers, LossSettings.Centering centering)
            throws Exception {
        LossSettings coupled = losses(0, 0, centering);
        float[] alone;
        try (Lanes lanes = new Lanes(1);
                Learner one = learner(coupled, BatchReducer.single(), lanes)) {
            List<BatchSource> sources = IntStream.range(0, workers)
                    .mapToObj(rank -> batches(rank, workers, lanes))
                    .toList();
            for (int step = 0; step < STEPS; step++) {
                long iteration = step;
                List<StudyCrops> all = sources.stream()
                        .flatMap(source -> source.at(iteration).studies().stream())
                        .toList();
                one.step(TrainingBatch.of(all), schedule().at(step), schedule().backboneFrozen(step), 0);
            }
            alone = weights(one);
        }
        for (float[] worker : together(workers, coupled)) {
            assertClose(worker, alone, 1e-5);
        }
    }

    /** KoLeo's neighbours and the class weights see one worker's studies only, so the reference has a step for each worker. */
    @Test
    void whatLooksAtOneWorkersStudiesStaysWithItsWorker() throws Exception {
        LossSettings all = losses(0.1, 0.5, LossSettings.Centering.CENTERING);
        float[] reference;
        try (Lanes lanes = new Lanes(1);
                Learner first = learner(all, BatchReducer.single(), lanes);
                Learner second = learner(all, BatchReducer.single(), lanes)) {
            List<BatchSource> sources = List.of(batches(0, 2, lanes), batches(1, 2, lanes));
            for (int step = 0; step < STEPS; step++) {
                stepOfEach(step, sources, first, second);
            }
            reference = weights(first);
        }
        for (float[] worker : together(2, all)) {
            assertClose(worker, reference, 1e-5);
        }
    }

    private void stepOfEach(int step, List<BatchSource> sources, Learner first, Learner second) {
        Schedules.Values now = schedule().at(step);
        boolean frozen = schedule().backboneFrozen(step);
        TrainingBatch one = sources.get(0).at(step);
        TrainingBatch other = sources.get(1).at(step);
        first.compute(one, now, frozen, 0);
        second.compute(other, now, frozen, 0);
        int length = Math.toIntExact(first.gradients().length());
        float[] a = first.gradients().range(0, length).toFloats();
        float[] b = second.gradients().range(0, length).toFloats();
        for (int i = 0; i < length; i++) {
            a[i] = (a[i] + b[i]) / 2;
        }
        first.gradients().range(0, length).copyFrom(a);
        second.gradients().range(0, length).copyFrom(a);
        // The moving average is linear, so the joined centre is the mean of both, weighted by their rows.
        join(
                first.dinoCentre().value().toDoubles(),
                1,
                second.dinoCentre().value().toDoubles(),
                1,
                first,
                second,
                true);
        join(
                first.ibotCentre().value().toDoubles(),
                patches(one),
                second.ibotCentre().value().toDoubles(),
                patches(other),
                first,
                second,
                false);
        first.apply(now, frozen);
        second.apply(now, frozen);
    }

    private static void join(double[] a, double m, double[] b, double n, Learner first, Learner second, boolean dino) {
        double[] joined = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            joined[i] = m + n == 0 ? a[i] : (m * a[i] + n * b[i]) / (m + n);
        }
        for (Learner learner : List.of(first, second)) {
            (dino ? learner.dinoCentre() : learner.ibotCentre()).set(joined);
        }
    }

    private static int patches(TrainingBatch batch) {
        return batch.ibotTargets().stream()
                .flatMap(List::stream)
                .mapToInt((TrainingBatch.IbotTargets t) -> t.patches().length)
                .sum();
    }

    @Test
    void averagedParametersAreTheMeanOfWorkersThatWereAloneForAPeriod() throws Exception {
        int workers = 3;
        List<float[]> alone = new ArrayList<>();
        LossSettings losses = losses(0.1, 0.5, LossSettings.Centering.CENTERING);
        for (int rank = 0; rank < workers; rank++) {
            try (Lanes lanes = new Lanes(1);
                    Learner own = learner(losses, BatchReducer.single(), lanes)) {
                BatchSource source = batches(rank, workers, lanes);
                for (int step = 0; step < STEPS; step++) {
                    own.step(source.at(step), schedule().at(step), schedule().backboneFrozen(step), 0);
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
        run(settings, undisturbed, Long.MAX_VALUE);
        try {
            run(settings, disturbed, 7);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("disturbed");
        }
        assertThat(disturbed.resolve("checkpoints")).isNotEmptyDirectory();
        run(settings, disturbed, Long.MAX_VALUE);
        assertThat(names(disturbed)).isEqualTo(names(undisturbed)).contains("step-00000012.safetensors");
        String last = "checkpoints/step-00000012.safetensors";
        assertThat(disturbed.resolve(last)).hasSameBinaryContentAs(undisturbed.resolve(last));
        assertThat(disturbed.resolve("metrics.jsonl")).hasSameBinaryContentAs(undisturbed.resolve("metrics.jsonl"));
        assertThat(disturbed.resolve("best.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("best.safetensors"));
    }

    private static List<String> names(Path run) throws Exception {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** All workers of a run; one of them stops before its {@code stop}-th step. */
    private void run(AveragingSettings settings, Path output, long stop) throws Exception {
        Training training = new Training(
                TinyTraining.model(),
                TinyTraining.losses(),
                TinyTraining.crops(),
                TinyTraining.masks(),
                TinyTraining.optim(EPOCHS),
                TinyTraining.settings(7, BATCH, 0.5),
                settings,
                TinyTraining.HASH);
        ThreadAverager.run(settings.workers(), averager -> {
            RunListener stopping = new TinyTraining.Quiet() {
                @Override
                public void stepped(long iteration, Learner.Outcome outcome) {
                    if (iteration + 1 >= stop && averager.rank() == settings.workers() - 1) {
                        throw new IllegalStateException("disturbed");
                    }
                }
            };
            try (Lanes lanes = new Lanes(2);
                    Averaging together = Averaging.of(settings, averager, (long) EPOCHS * TinyTraining.EPOCH)) {
                training.run(
                        WorkerShards.of(averager.rank(), settings.workers()),
                        output,
                        kernels,
                        lanes,
                        together,
                        TinyTraining::score,
                        stopping);
            }
        });
    }

    private List<float[]> together(int workers, LossSettings losses) throws Exception {
        return together(averaging(workers, Mode.GRADIENTS, 1, 1, 0), losses);
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
                    own.compute(source.at(step), now, frozen, 0);
                    together.gradients(own, BATCH);
                    own.apply(now, frozen);
                    together.stepped(own, step + 1, BATCH);
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
        return new Schedules(TinyTraining.optim(EPOCHS), BATCH);
    }

    private static LossSettings losses(double koleo, double labels, LossSettings.Centering centering) {
        return new LossSettings(1, koleo, 1, labels, 0.1, 0.1, 0.1, centering, 0.9);
    }

    /** Without stochastic depth, which chooses among the crops of one worker. */
    private Learner learner(LossSettings losses, BatchReducer reducer, Lanes lanes) {
        ModelSettings tiny = TinyTraining.model();
        VitSettings vit = tiny.backbone();
        VitSettings steady = new VitSettings(
                "custom",
                vit.width(),
                vit.depth(),
                vit.heads(),
                vit.patch(),
                vit.imageSize(),
                vit.sequences(),
                vit.embeddingRows(),
                vit.feedForward(),
                vit.registers(),
                vit.layerScale(),
                vit.initialDeviation(),
                0);
        ModelSettings model = new ModelSettings(steady, tiny.dinoHead(), tiny.ibotHead(), 3, false, false);
        Learner learner = new Learner(
                new Model(model),
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
                WorkerShards.of(rank, workers),
                TinyTraining.settings(7, BATCH, 0.5),
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
