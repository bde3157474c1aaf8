package io.mmdino.kernel;

import io.mmdino.kernel.Elementwise.AdamRule;
import io.mmdino.kernel.Elementwise.AdamStep;
import io.mmdino.kernel.Segments.Segment;
import java.util.stream.DoubleStream;

/**
 * The numbers of {@link Elementwise#adamw} for one segment: {@code g' = gradientScale * g}, {@code m = beta1 * m + (1 -
 * beta1) * g'}, {@code v = beta2 * v + (1 - beta2) * g'^2}, {@code p = keep * p - rate * m / (sqrt(v / bias2) + epsilon)}.
 *
 * <p>Source: Loshchilov, Hutter, arXiv:1711.05101, algorithm 2, in the order of PyTorch's AdamW; its clip_grad_norm_.
 *
 * @param gradientScale factor that brings the norm of the segment's group to its limit; 1 below the limit
 * @param keep {@code 1 - lr * weight decay}
 * @param rate {@code lr / (1 - beta1^t)}
 * @param bias2 {@code 1 - beta2^t}
 */
record AdamUpdate(
        double gradientScale, double beta1, double beta2, double keep, double rate, double bias2, double epsilon) {

    /** Added to a norm before dividing by it, as in {@code torch.nn.utils.clip_grad_norm_}. */
    private static final double NORM_EPSILON = 1e-6;

    /** Updates {@code length} elements from element {@code start} of the range on. */
    @FunctionalInterface
    interface Use {
        void segment(int start, int length, AdamUpdate update);
    }

    /**
     * Calls {@code use} for each segment of the part whose group moves; for none when a sum of squares or a figure is not
     * finite.
     */
    static void forEach(Segments part, AdamRule rule, AdamStep step, double[] squares, double[] figures, Use use) {
        if (!isFinite(squares, figures)) {
            return;
        }
        double[] norms = part.norms(squares);
        for (int i = part.first(); i < part.end(); i++) {
            Segment segment = part.get(i);
            long count = step.counts().get(segment.group());
            if (count > 0) {
                use.segment(part.start(i), segment.length(), of(segment, rule, step, count, norms[segment.group()]));
            }
        }
    }

    /** Whether all values, and so all sums of them that float64 holds, are numbers. */
    static boolean isFinite(double[] squares, double[] figures) {
        return Double.isFinite(DoubleStream.of(squares).sum())
                && DoubleStream.of(figures).allMatch(Double::isFinite);
    }

    private static AdamUpdate of(Segment segment, AdamRule rule, AdamStep step, long count, double norm) {
        double lr = (segment.lastLayer() ? step.lastLayerLr() : step.lr()) * segment.lrFactor();
        double clip = rule.clipNorm() == 0 ? 1 : Math.min(1, rule.clipNorm() / (norm + NORM_EPSILON));
        return new AdamUpdate(
                clip,
                rule.beta1(),
                rule.beta2(),
                1 - lr * (step.weightDecay() * segment.decayFactor()),
                lr / (1 - Math.pow(rule.beta1(), count)),
                1 - Math.pow(rule.beta2(), count),
                rule.epsilon());
    }
}
