package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Cross entropy with soft targets on the Vector API. In all: i = first element of a row of z, t = of its targets, s =
 * (z - largest z) / temperature.
 *
 * @param sharpness 1 / temperature
 */
record VectorCrossEntropy(Span span, ByteBuffer z, ByteBuffer targets, float sharpness, ByteBuffer dz) {

    /**
     * Adds to one row of dz.
     *
     * @return the row's weighted loss
     */
    double row(int i, int t, float largest, double weight) {
        float mass = mass(t);
        float exps = exps(i, largest);
        float chosen = chosen(i, t, largest);
        gradient(i, t, largest, mass / exps, (float) weight * sharpness);
        return weight * (mass * Math.log(exps) - chosen);
    }

    private float mass(int t) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = sum.add(load(targets, t + j));
        }
        if (span.hasRest()) {
            sum = sum.add(span.rest(load(targets, t + span.last())));
        }
        return VectorMath.sum(sum);
    }

    private float exps(int i, float largest) {
        FloatVector top = all(largest);
        FloatVector by = all(sharpness);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = sum.add(VectorMath.expNegative(load(z, i + j).sub(top).mul(by)));
        }
        if (span.hasRest()) {
            sum = sum.add(span.rest(
                    VectorMath.expNegative(load(z, i + span.last()).sub(top).mul(by))));
        }
        return VectorMath.sum(sum);
    }

    /** The sum of target * s. */
    private float chosen(int i, int t, float largest) {
        FloatVector top = all(largest);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = load(z, i + j).sub(top).fma(load(targets, t + j), sum);
        }
        if (span.hasRest()) {
            FloatVector target = span.rest(load(targets, t + span.last()));
            sum = load(z, i + span.last()).sub(top).fma(target, sum);
        }
        return VectorMath.sum(sum) * sharpness;
    }

    private void gradient(int i, int t, float largest, float perExp, float factor) {
        FloatVector top = all(largest);
        FloatVector by = all(sharpness);
        FloatVector scale = all(perExp);
        FloatVector weight = all(factor);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector exp = VectorMath.expNegative(load(z, i + k).sub(top).mul(by));
            span.add(exp.mul(scale).sub(load(targets, t + k)).mul(weight), dz, i + k, k == j);
        }
    }
}
