package io.mmdino.optim;

/**
 * Learning rate, weight decay, teacher momentum and teacher temperature of every iteration: linear warm-up where there is
 * one, then half a cosine (the temperature stays constant). After the last iteration each keeps its final value.
 *
 * <p>Source: DINOv2, arXiv 2304.07193; Loshchilov, Hutter, arXiv 1608.03983.
 *
 * @param batch studies that all workers together take in one step
 */
public record Schedules(OptimSettings settings, int batch) {

    public Schedules {
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + ", wanted 1 or more studies");
        }
    }

    /**
     * All values of one iteration.
     *
     * @param lr learning rate, before the factors of {@link ParameterGroups}
     * @param lastLayerLr learning rate of the heads' last layer
     * @param weightDecay before the factors of {@link ParameterGroups}
     * @param teacherMomentum share of the old teacher that the moving average keeps
     * @param teacherTemperature divisor of the teacher's logits
     */
    public record Values(
            double lr, double lastLayerLr, double weightDecay, double teacherMomentum, double teacherTemperature) {}

    /** The values of an iteration, counted from 0. */
    public Values at(long iteration) {
        return new Values(
                lr(iteration),
                lastLayerLr(iteration),
                weightDecay(iteration),
                teacherMomentum(iteration),
                teacherTemperature(iteration));
    }

    /** The learning rate, before the factors of {@link ParameterGroups}. */
    public double lr(long iteration) {
        double peak = settings.baseLr() * settings.lrScaling().scale(batch);
        int warmup = settings.warmupEpochs() * settings.epochLength();
        return iteration < warmup
                ? line(0, peak, iteration, warmup)
                : cosine(peak, settings.minLr(), iteration - warmup, settings.iterations() - warmup);
    }

    /** The learning rate of the heads' last layer: 0 in its first, frozen epochs, which stabilises the start. */
    public double lastLayerLr(long iteration) {
        return iteration < (long) settings.freezeLastLayerEpochs() * settings.epochLength() ? 0 : lr(iteration);
    }

    /** The weight decay, before the factors of {@link ParameterGroups}. */
    public double weightDecay(long iteration) {
        return cosine(settings.weightDecay(), settings.weightDecayEnd(), iteration, settings.iterations());
    }

    /** Share of the old teacher that the moving average keeps, m. */
    public double teacherMomentum(long iteration) {
        return cosine(settings.teacherMomentum(), settings.teacherMomentumEnd(), iteration, settings.iterations());
    }

    /** Divisor of the teacher's logits before softmax or Sinkhorn-Knopp. */
    public double teacherTemperature(long iteration) {
        int warmup = settings.teacherTemperatureWarmupEpochs() * settings.epochLength();
        return iteration < warmup
                ? line(settings.warmupTeacherTemperature(), settings.teacherTemperature(), iteration, warmup)
                : settings.teacherTemperature();
    }

    /** Whether the backbone is frozen in this iteration, as {@link AdamW#step} needs it. */
    public boolean backboneFrozen(long iteration) {
        return iteration < (long) settings.freezeBackboneEpochs() * settings.epochLength();
    }

    /** Value i of n evenly spaced values from {@code start} to {@code end}, both included; {@code start} when n is 1. */
    private static double line(double start, double end, long i, int n) {
        return n == 1 ? start : start + i * ((end - start) / (n - 1));
    }

    /** Value i of n on half a cosine from {@code start}; {@code end} is reached at i = n. */
    private static double cosine(double start, double end, long i, int n) {
        return i >= n ? end : end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * i / n));
    }
}
