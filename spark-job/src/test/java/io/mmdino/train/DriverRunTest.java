package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.average.AveragingSettings;
import io.mmdino.average.AveragingSettings.Method;
import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.average.RingOrder;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.ssl.LossSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares a run whose state the driver holds with workers that sum in a ring. */
class DriverRunTest {

    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    private final Kernels kernels = KernelChoice.kernels("scalar");

    @ParameterizedTest
    @CsvSource({
        "1, GRADIENTS, 1, 1, 0",
        "2, GRADIENTS, 1, 1, 0",
        "3, GRADIENTS, 1, 1, 0",
        "2, PARAMETERS, 5, 1, 0",
        "4, PARAMETERS, 5, 1, 0",
        "3, PARAMETERS, 3, 0.7, 0.9"
    })
    void theDriversRunHasTheBytesOfTheRings(int workers, Mode mode, int period, double rate, double momentum)
            throws Exception {
        Training training = training(
                new AveragingSettings(workers, Method.DRIVER, mode, period, rate, momentum, 1e-4, 60),
                workers > 1 && mode == Mode.GRADIENTS
                        ? losses(0, LossSettings.Centering.CENTERING)
                        : TinyTraining.losses());
        SyntheticShards shards = new SyntheticShards(24, TinyTraining.SEQUENCES.toArray(String[]::new));
        Cohort cohort = Cohort.of(shards);
        Path ring = folder.resolve("ring");
        ThreadAverager.run(workers, averager -> {
            try (Lanes lanes = new Lanes(2);
                    Averaging together =
                            Averaging.of(training.averaging(), averager, (long) EPOCHS * TinyTraining.EPOCH)) {
                training.run(
                        cohort, shards, ring, kernels, lanes, together, TinyTraining::score, new TinyTraining.Quiet());
            }
        });
        Path driver = folder.resolve("driver");
        try (Lanes lanes = new Lanes(2)) {
            DriverRun.Rounds rounds = (state, first, steps) -> sum(IntStream.range(0, workers)
                    .mapToObj(rank -> training.contribute(
                            state, first, steps, cohort, shards, new WorkerRank(rank, workers), kernels, lanes))
                    .toList());
            training.drive(rounds, driver, kernels, lanes, TinyTraining::score, new TinyTraining.Quiet());
        }
        for (String file : List.of("checkpoints/step-00000012.safetensors", "best.safetensors", "metrics.jsonl")) {
            assertThat(driver.resolve(file)).hasSameBinaryContentAs(ring.resolve(file));
        }
    }

    private static Contribution sum(List<Contribution> parts) {
        List<float[]> vectors = new ArrayList<>();
        for (int v = 0; v < parts.get(0).vectors().size(); v++) {
            int which = v;
            vectors.add(inRingOrder(
                    parts.stream().map(part -> part.vectors().get(which)).toList()));
        }
        List<double[]> small = new ArrayList<>();
        for (int s = 0; s < parts.get(0).small().size(); s++) {
            double[] sum = parts.get(0).small().get(s).clone();
            for (Contribution part : parts.subList(1, parts.size())) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += part.small().get(s)[i];
                }
            }
            small.add(sum);
        }
        return parts.get(0).with(vectors, small);
    }

    private static float[] inRingOrder(List<float[]> all) {
        float[] sum = new float[all.get(0).length];
        RingOrder order = new RingOrder(sum.length, all.size());
        for (int part = 0; part < all.size(); part++) {
            for (int i = (int) order.start(part); i < order.start(part + 1); i++) {
                for (int turn = 0; turn < all.size(); turn++) {
                    float value = all.get(order.rank(part, turn))[i];
                    sum[i] = turn == 0 ? value : sum[i] + value;
                }
            }
        }
        return sum;
    }

    private static LossSettings losses(double koleo, LossSettings.Centering centering) {
        return new LossSettings(1, koleo, 1, 0.5, 0.1, 0.1, 0.1, centering, 0.9);
    }

    @ParameterizedTest
    @CsvSource({
        "0, SINKHORN, 'losses.centering is sinkhorn, wanted centering'",
        "0.1, CENTERING, 'losses.koleo-weight is 0.1, wanted 0'"
    })
    void whatIsJoinedWithinAStepIsRefused(double koleo, LossSettings.Centering centering, String reason) {
        Training training = training(
                new AveragingSettings(2, Method.DRIVER, Mode.GRADIENTS, 1, 1, 0, 1e-4, 60), losses(koleo, centering));
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> training.drive(
                            (state, first, steps) -> {
                                throw new AssertionError("no round may start");
                            },
                            folder,
                            kernels,
                            lanes,
                            TinyTraining::score,
                            new TinyTraining.Quiet()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(reason)
                    .hasMessageContaining("ring");
        }
    }

    private static Training training(AveragingSettings averaging, LossSettings losses) {
        return new Training(
                TinyTraining.model(),
                losses,
                TinyTraining.crops(),
                TinyTraining.masks(),
                TinyTraining.optim(EPOCHS),
                TinyTraining.settings(7, 4, 0.5),
                averaging,
                TinyTraining.HASH);
    }
}
