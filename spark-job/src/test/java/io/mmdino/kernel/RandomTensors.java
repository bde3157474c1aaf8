package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Random tensors for one run of an operation. With one seed, kernels of either type get equal values, because all are
 * float32 numbers. Every tensor is recorded, so that two runs can be compared in all outputs and inputs.
 */
final class RandomTensors {

    private final Kernels kernels;
    private final SplittableRandom random;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Double> results = new ArrayList<>();

    RandomTensors(Kernels kernels, long seed) {
        this.kernels = kernels;
        this.random = new SplittableRandom(seed);
    }

    /** An operation on random tensors of a given width. */
    @FunctionalInterface
    interface Operation {
        void run(Kernels kernels, RandomTensors tensors, int width);
    }

    /** Values of the standard normal distribution. */
    Tensor normal(int rows, int cols) {
        return normal(rows, cols, 0, 1);
    }

    Tensor normal(int rows, int cols, double mean, double deviation) {
        return recorded(rows, cols, () -> mean + deviation * gaussian());
    }

    /** Scratch memory: zeros that are not recorded. */
    Tensor zeros(int rows, int cols) {
        return kernels.zeros(rows, cols);
    }

    /** Memory of attention over {@code crops} crops, which is not recorded: kernels keep in it what they like. */
    AttentionState attention(int crops, int tokens, int heads, boolean trains) {
        AttentionState.Sizes sizes = kernels.attentionSizes(crops, tokens, heads, trains);
        return new AttentionState(
                tokens,
                heads,
                zeros(sizes.keptRows(), sizes.keptCols()),
                zeros(sizes.scratchRows(), sizes.scratchCols()));
    }

    /** Values between 0.1 and 1.1. */
    Tensor positive(int rows, int cols) {
        return recorded(rows, cols, () -> 0.1 + random.nextDouble());
    }

    private Tensor recorded(int rows, int cols, DoubleSupplier values) {
        Tensor host = Tensor.host(kernels.type(), rows, cols);
        for (int i = 0; i < host.length(); i++) {
            host.set(i, (float) values.getAsDouble());
        }
        Tensor tensor = kernels.zeros(rows, cols);
        kernels.upload(host, tensor);
        tensors.add(tensor);
        return tensor;
    }

    /** A row of float64, whatever the kernels' type, with values between 1 and 31. */
    Tensor figures(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = 1 + 30 * random.nextDouble();
        }
        return recorded(kernels.numbers(values).reshape(1, count));
    }

    Tensor flags(int count) {
        boolean[] flags = new boolean[count];
        for (int i = 0; i < count; i++) {
            flags[i] = random.nextInt(3) == 0;
        }
        return kernels.flags(flags);
    }

    /** Indices below {@code limit}, some of them more than once. */
    Tensor indices(int count, int limit) {
        return kernels.indices(random.ints(count, 0, limit).toArray());
    }

    /** A recorded tensor of another type, such as a figure. */
    Tensor recorded(Tensor tensor) {
        tensors.add(tensor);
        return tensor;
    }

    /** All elements of all recorded tensors, in order, and then all results. */
    double[] values() {
        return DoubleStream.concat(
                        tensors.stream().flatMapToDouble(tensor -> DoubleStream.of(kernels.toDoubles(tensor))),
                        results.stream().mapToDouble(Double::doubleValue))
                .toArray();
    }

    /** Records a number that the operation returned. */
    void result(double value) {
        results.add(value);
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /**
     * Runs the operation with the given kernels and with the scalar kernels in float64, and compares all tensors and results.
     *
     * @param tolerance relative to the largest value of the reference's tensor
     */
    static void assertAgreesWithReference(Kernels kernels, Operation operation, int width, double tolerance) {
        assertAgree(Backends.scalar(Tensor.Type.FLOAT64), kernels, operation, width, tolerance);
    }

    /** {@link #assertAgreesWithReference} with another reference. */
    static void assertAgree(Kernels judge, Kernels kernels, Operation operation, int width, double tolerance) {
        RandomTensors reference = new RandomTensors(judge, width);
        operation.run(reference.kernels, reference, width);
        RandomTensors found = new RandomTensors(kernels, width);
        operation.run(kernels, found, width);
        for (int i = 0; i < reference.tensors.size(); i++) {
            assertClose(
                    "tensor " + i,
                    kernels.toDoubles(found.tensors.get(i)),
                    reference.tensors.get(i).toDoubles(),
                    tolerance);
        }
        for (int i = 0; i < reference.results.size(); i++) {
            double wanted = reference.results.get(i);
            assertThat(found.results.get(i)).isCloseTo(wanted, within(tolerance * Math.abs(wanted)));
        }
    }

    /** Fails when an element differs by more than {@code tolerance} times the largest wanted value, or is NaN. */
    static void assertClose(String what, double[] found, double[] wanted, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(wanted);
        double bound = tolerance * Math.max(1e-30, largest(wanted));
        for (int i = 0; i < wanted.length; i++) {
            if (!(Math.abs(found[i] - wanted[i]) <= bound)) { // negated, so that NaN fails
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
