package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Cross entropy with soft targets on the Vector API. Letters: s = (z - largest z) / temperature.
 *
 * @param sharpness 1 / temperature
 */
record VectorCrossEntropy(Span span, ByteBuffer z, ByteBuffer targets, float sharpness, ByteBuffer dz) {

    /**
     * Adds to one row of dz.
     *
     * @param i first element of the row of z
     * @param k first element of its targets
     * @return the row's weighted loss
     */
    double row(int i, int k, float largest, double weight) {
        FloatVector sum = VectorMath.zero();
        FloatVector mass = VectorMath.zero();
        FloatVector chosen = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector s = score(i + j, largest);
            FloatVector target = load(targets, k + j);
            sum = sum.add(VectorMath.expNegative(s));
            mass = mass.add(target);
            chosen = s.fma(target, chosen);
        }
        if (span.hasRest()) {
            FloatVector s = score(i + span.last(), largest);
            FloatVector target = span.only(load(targets, k + span.last()), REST);
            sum = sum.add(span.only(VectorMath.expNegative(s), REST));
            mass = mass.add(target);
            chosen = s.fma(target, chosen);
        }
        float total = VectorMath.sum(sum);
        float targetMass = VectorMath.sum(mass);
        gradient(i, k, largest, targetMass / total, (float) weight * sharpness);
        return weight * (targetMass * Math.log(total) - VectorMath.sum(chosen));
    }

    private FloatVector score(int i, float largest) {
        return load(z, i).sub(largest).mul(sharpness);
    }

    private void gradient(int i, int k, float largest, float perExp, float factor) {
        for (int j = 0; j < span.full(); j += LANES) {
            gradient(i + j, k + j, largest, perExp, factor, WHOLE);
        }
        if (span.hasRest()) {
            gradient(i + span.last(), k + span.last(), largest, perExp, factor, REST);
        }
    }

    private void gradient(int i, int k, float largest, float perExp, float factor, boolean whole) {
        FloatVector exp = VectorMath.expNegative(score(i, largest));
        span.add(exp.fma(all(perExp), load(targets, k).neg()).mul(factor), dz, i, whole);
    }
}
