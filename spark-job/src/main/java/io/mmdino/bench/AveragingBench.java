package io.mmdino.bench;

import io.mmdino.average.Averager;
import io.mmdino.cluster.BarrierStage;
import io.mmdino.cluster.ExecutorSite;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.spark.BarrierTaskContext;

/**
 * Times rounds of the ring and, alternately, rounds that send the same bytes over plain sockets. Every sum is checked.
 *
 * <p>A worker returns three rows: seconds of the ring for each round; seconds of plain sockets for each round; and one value, the
 * peak memory of the ring's rounds in units of the vector.
 */
final class AveragingBench implements BarrierStage.Body<double[][]> {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final int parameters;
    private final int warmup;
    private final int rounds;

    AveragingBench(int parameters, int warmup, int rounds) {
        this.parameters = parameters;
        this.warmup = warmup;
        this.rounds = rounds;
    }

    @Override
    public double[][] call(BarrierTaskContext context) {
        int workers = context.numPartitions();
        KernelChoice.AUTO.kernels(ExecutorSite.cuda(context)); // starts ND4J on what there is, as training does
        Kernels own = KernelChoice.onHost();
        double before = settled(context);
        try (Averager ring = ExecutorSite.ring(context, LIMIT);
                PlainRing plain = PlainRing.open(
                        ring.rank(), workers, ExecutorSite.host(), mine -> context.allGather(mine[0]), own);
                ParameterVector vector = vector()) {
            double[][] results = new double[3][rounds];
            double most = 0;
            for (int round = -warmup; round < rounds; round++) {
                ResidentMemory.forgetPeak();
                double first = seconds(context, own, vector, ring::sum);
                most = Math.max(most, ResidentMemory.peakMegabytes());
                double second = seconds(context, own, vector, plain::sum);
                if (round >= 0) {
                    results[0][round] = first;
                    results[1][round] = second;
                }
            }
            double megabytes = vector.length() * vector.elementBytes() / 1048576.0;
            results[2] = new double[] {(most - before) / megabytes / workersOfThisProcess(context)};
            return results;
        }
    }

    private ParameterVector vector() {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("w", parameters);
        return new ParameterVector(layout.build(), Tensor.Type.FLOAT32);
    }

    /** Resident memory after a garbage collection of all workers, MB. */
    private static double settled(BarrierTaskContext context) {
        System.gc();
        context.barrier();
        double now = ResidentMemory.megabytes();
        context.barrier();
        return now;
    }

    private static long workersOfThisProcess(BarrierTaskContext context) {
        String process = ExecutorSite.host() + " " + ProcessHandle.current().pid();
        return Arrays.stream(context.allGather(process)).filter(process::equals).count();
    }

    private static double seconds(
            BarrierTaskContext context, Kernels kernels, ParameterVector vector, Consumer<ParameterVector> sum) {
        vector.forEachRange((from, count) -> kernels.fill(vector.range(from, count), 1 + context.partitionId()));
        context.barrier();
        long start = System.nanoTime();
        sum.accept(vector);
        double seconds = (System.nanoTime() - start) / 1e9;
        requireSum(vector, context.numPartitions());
        return seconds;
    }

    private static void requireSum(ParameterVector vector, int workers) {
        double wanted = workers * (workers + 1) / 2.0;
        vector.forEachRange((from, count) -> {
            Tensor values = vector.range(from, count);
            for (int i = 0; i < count; i += 997) {
                if (values.get(i) != wanted) {
                    throw new IllegalStateException("element " + (from + i) + " of a sum over " + workers
                            + " workers is " + values.get(i) + ", wanted " + wanted);
                }
            }
        });
    }
}
