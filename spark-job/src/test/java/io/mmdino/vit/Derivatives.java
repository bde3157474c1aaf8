package io.mmdino.vit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.util.function.DoubleSupplier;

/** Compares gradients with central differences of the loss, in float64. */
public final class Derivatives {

    private static final double STEP = 1e-5;

    /** Number of elements of a tensor that are checked, evenly spread. */
    private static final int TRIED = 9;

    private Derivatives() {}

    /**
     * Checks the gradient of every parameter.
     *
     * @param tolerance largest error as a share of the largest gradient of all parameters
     */
    public static void check(
            ParameterVector weights, ParameterVector gradients, DoubleSupplier loss, double tolerance) {
        double largest = 0;
        for (Parameter parameter : weights.layout().parameters()) {
            for (double value : gradients.of(parameter).toDoubles()) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        assertThat(largest).isPositive();
        for (Parameter parameter : weights.layout().parameters()) {
            double[] found = gradients.of(parameter).toDoubles();
            check(parameter.name(), weights.of(parameter), found, loss, tolerance * largest);
        }
    }

    /** Checks one tensor's gradient. @param bound largest absolute error */
    static void check(String name, Tensor x, double[] gradient, DoubleSupplier loss, double bound) {
        long stride = Math.max(1, x.length() / TRIED);
        for (long i = 0; i < x.length(); i += stride) {
            double kept = x.get(i);
            x.set(i, kept + STEP);
            double above = loss.getAsDouble();
            x.set(i, kept - STEP);
            double below = loss.getAsDouble();
            x.set(i, kept);
            double wanted = (above - below) / (2 * STEP);
            assertThat(Math.abs(gradient[(int) i] - wanted))
                    .as("%s, element %d: gradient %s, difference %s", name, i, gradient[(int) i], wanted)
                    .isLessThanOrEqualTo(bound);
        }
    }
}
