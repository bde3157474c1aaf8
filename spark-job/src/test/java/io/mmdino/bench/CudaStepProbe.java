package io.mmdino.bench;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;

/**
 * A program that makes training steps by the kernels {@code cuda} on the fake libraries of {@code src/test/cuda} and prints what the
 * host does in one of them: calls, by the counts of {@code fake_driver.cpp}, and milliseconds of its processor.
 */
public final class CudaStepProbe {

    private static final int WARM_STEPS = 4;
    private static final int FIRST_COUNT = 10000;
    private static final String[] COUNTS = {"launches", "waits", "allocations", "copies", "unpinned copies"};

    private CudaStepProbe() {}

    /** @param arguments architecture, studies of a step, precision, number of steps that are timed */
    public static void main(String[] arguments) {
        Backends.Provider provider = Backends.provider("cuda");
        provider.obstacle(0).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        Kernels kernels = provider.kernels(0, Precision.named(arguments[2]).orElseThrow());
        int studies = Integer.parseInt(arguments[1]);
        try (Lanes lanes = new Lanes(2);
                TrainingBench bench = new TrainingBench(
                        PaperShapes.model(arguments[0]),
                        PaperShapes.crops(),
                        PaperShapes.losses(),
                        studies,
                        kernels,
                        lanes)) {
            for (int i = 0; i < WARM_STEPS; i++) {
                bench.step();
            }
            long[] before = counts();
            bench.step();
            long[] after = counts();
            for (int i = 0; i < after.length; i++) {
                String name = i < COUNTS.length ? COUNTS[i] : "products";
                System.out.println(name + " " + (after[i] - before[i]));
            }
            System.out.printf("milliseconds %.2f%n", milliseconds(bench, Integer.parseInt(arguments[3])));
        }
        System.exit(0);
    }

    private static long[] counts() {
        long[] all = new long[COUNTS.length + 1];
        int[] value = new int[1];
        for (int i = 0; i < COUNTS.length; i++) {
            cudart.cuDeviceGetAttribute(value, FIRST_COUNT + i, 0);
            all[i] = value[0];
        }
        all[COUNTS.length] = cublas.cublasLtGetCudartVersion();
        return all;
    }

    /** The median over some steps of the processor's time for this thread, which makes all of a step. */
    private static double milliseconds(TrainingBench bench, int steps) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] all = new double[steps];
        for (int i = 0; i < steps; i++) {
            long start = threads.getCurrentThreadCpuTime();
            bench.step();
            all[i] = (threads.getCurrentThreadCpuTime() - start) / 1e6;
        }
        Arrays.sort(all);
        return steps == 0 ? Double.NaN : all[steps / 2];
    }
}
