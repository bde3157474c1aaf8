package io.mmdino.bench;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.cluster.BarrierStage;
import io.mmdino.cluster.ExecutorSite;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.train.Averaging;
import java.time.Duration;
import org.apache.spark.BarrierTaskContext;

/**
 * Times one worker and, alternately, all workers on the same batch. First worker 0 trains on the whole batch with one lane per
 * worker, while the others wait; then every worker trains on its part of the batch with one lane, and a round of averaging
 * follows.
 *
 * <p>A worker returns two rows: seconds of one worker for each round, and seconds of all workers for each round.
 */
final class WorkersBench implements BarrierStage.Body<double[][]> {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String architecture;
    private final String kernels;
    private final int studies;
    private final AveragingSettings.Mode mode;
    private final int period;
    private final int rounds;

    /** @param studies number of studies in the whole batch, a multiple of the workers */
    WorkersBench(
            String architecture, String kernels, int studies, AveragingSettings.Mode mode, int period, int rounds) {
        this.architecture = architecture;
        this.kernels = kernels;
        this.studies = studies;
        this.mode = mode;
        this.period = period;
        this.rounds = rounds;
    }

    @Override
    public double[][] call(BarrierTaskContext context) {
        int workers = context.numPartitions();
        Cuda cuda = ExecutorSite.cuda(context);
        Kernels own = KernelChoice.of(kernels).kernels(cuda);
        AveragingSettings settings = new AveragingSettings(
                workers, AveragingSettings.Method.RING, mode, period, 1, 0, 1e-4, (int) LIMIT.toSeconds());
        try (Averager ring = ExecutorSite.ring(context, LIMIT);
                Averaging together = Averaging.of(settings, ring, period);
                Lanes lane = Lanes.on(cuda, 1);
                TrainingBench part = bench(studies / workers, own, lane);
                Lanes lanes = Lanes.on(cuda, workers)) {
            if (ring.rank() > 0) {
                return times(context, () -> {}, () -> part.steps(period, together));
            }
            try (TrainingBench whole = bench(studies, own, lanes)) {
                return times(
                        context, () -> whole.steps(period, Averaging.single()), () -> part.steps(period, together));
            }
        }
    }

    private TrainingBench bench(int batch, Kernels own, Lanes lanes) {
        return new TrainingBench(
                PaperShapes.model(architecture), PaperShapes.crops(), PaperShapes.losses(), batch, own, lanes);
    }

    /** The first round warms up and is not timed. */
    private double[][] times(BarrierTaskContext context, Runnable alone, Runnable together) {
        double[][] seconds = new double[2][rounds];
        for (int round = -1; round < rounds; round++) {
            double first = seconds(context, alone);
            double second = seconds(context, together);
            if (round >= 0) {
                seconds[0][round] = first;
                seconds[1][round] = second;
            }
        }
        return seconds;
    }

    private static double seconds(BarrierTaskContext context, Runnable work) {
        context.barrier();
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
