package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * Tensors for one operation, of one type, the same values for every kernel that is tried: all are float32 numbers. It
 * keeps every tensor it gave, so that two trials can be compared whole, inputs included.
 */
final class Trial {

    private final Kernels kernels;
    private final SplittableRandom random;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Double> results = new ArrayList<>();

    Trial(Kernels kernels, long seed) {
        this.kernels = kernels;
        this.random = new SplittableRandom(seed);
    }

    /** What is tried. */
    @FunctionalInterface
    interface Operation {
        void run(Kernels kernels, Trial trial, int width);
    }

    /** Standard normal values. */
    Tensor normal(int rows, int cols) {
        return normal(rows, cols, 0, 1);
    }

    Tensor normal(int rows, int cols, double mean, double deviation) {
        Tensor tensor = kernels.zeros(rows, cols);
        for (int i = 0; i < tensor.length(); i++) {
            tensor.set(i, (float) (mean + deviation * gaussian()));
        }
        tensors.add(tensor);
        return tensor;
    }

    /** Zeros that are not compared: scratch. */
    Tensor zeros(int rows, int cols) {
        return kernels.zeros(rows, cols);
    }

    /** Between 0.1 and 1.1. */
    Tensor positive(int rows, int cols) {
        Tensor tensor = kernels.zeros(rows, cols);
        for (int i = 0; i < tensor.length(); i++) {
            tensor.set(i, (float) (0.1 + random.nextDouble()));
        }
        tensors.add(tensor);
        return tensor;
    }

    boolean[] flags(int count) {
        boolean[] flags = new boolean[count];
        for (int i = 0; i < count; i++) {
            flags[i] = random.nextInt(3) == 0;
        }
        return flags;
    }

    /** Indices below {@code limit}, some of them more than once. */
    int[] indices(int count, int limit) {
        return random.ints(count, 0, limit).toArray();
    }

    /** All elements of all tensors and all results, in the order they were asked for. */
    double[] values() {
        return DoubleStream.concat(
                        tensors.stream().flatMapToDouble(tensor -> DoubleStream.of(tensor.toDoubles())),
                        results.stream().mapToDouble(Double::doubleValue))
                .toArray();
    }

    void result(double value) {
        results.add(value);
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Runs the operation with both and holds every tensor against the judge's largest value. */
    static void agree(Kernels tried, Operation operation, int width, double tolerance) {
        Trial judge = new Trial(new ScalarKernels(Tensor.Type.FLOAT64), width);
        operation.run(judge.kernels, judge, width);
        Trial trial = new Trial(tried, width);
        operation.run(tried, trial, width);
        for (int i = 0; i < judge.tensors.size(); i++) {
            close(
                    "tensor " + i,
                    trial.tensors.get(i).toDoubles(),
                    judge.tensors.get(i).toDoubles(),
                    tolerance);
        }
        for (int i = 0; i < judge.results.size(); i++) {
            double wanted = judge.results.get(i);
            assertThat(trial.results.get(i)).isCloseTo(wanted, within(tolerance * Math.abs(wanted)));
        }
    }

    /** No element is further off than {@code tolerance} times the largest one wanted. */
    static void close(String what, double[] found, double[] wanted, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(wanted);
        double bound = tolerance * Math.max(1e-30, largest(wanted));
        for (int i = 0; i < wanted.length; i++) {
            if (!(Math.abs(found[i] - wanted[i]) <= bound)) { // so that NaN is out as well
                assertThat(found[i]).as("%s, element %d", what, i).isCloseTo(wanted[i], within(bound));
            }
        }
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
