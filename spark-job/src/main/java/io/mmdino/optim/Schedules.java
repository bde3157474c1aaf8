package io.mmdino.optim;

/**
 * What changes over the iterations: linear warm-up, then half a cosine. Beyond the last iteration every schedule stays
 * at its final value.
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

    /** All of one iteration's values, as a training step wants them. */
    public record Values(
            double lr, double lastLayerLr, double weightDecay, double teacherMomentum, double teacherTemperature) {}

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

    /** The learning rate of the heads' last layer: 0 while it is frozen, so that early noise does not set it. */
    public double lastLayerLr(long iteration) {
        return iteration < (long) settings.freezeLastLayerEpochs() * settings.epochLength() ? 0 : lr(iteration);
    }

    public double weightDecay(long iteration) {
        return cosine(settings.weightDecay(), settings.weightDecayEnd(), iteration, settings.iterations());
    }

    /** Share of the old teacher that the moving average keeps. */
    public double teacherMomentum(long iteration) {
        return cosine(settings.teacherMomentum(), settings.teacherMomentumEnd(), iteration, settings.iterations());
    }

    public double teacherTemperature(long iteration) {
        int warmup = settings.teacherTemperatureWarmupEpochs() * settings.epochLength();
        return iteration < warmup
                ? line(settings.warmupTeacherTemperature(), settings.teacherTemperature(), iteration, warmup)
                : settings.teacherTemperature();
    }

    /** Whether the backbone sits this iteration out: pass it to {@link AdamW#step} as a frozen group. */
    public boolean backboneFrozen(long iteration) {
        return iteration < (long) settings.freezeBackboneEpochs() * settings.epochLength();
    }

    /** Value i of n that lie evenly from {@code start} to {@code end}, both reached; a single one is the start. */
    private static double line(double start, double end, long i, int n) {
        return n == 1 ? start : start + i * ((end - start) / (n - 1));
    }

    /** Value i of n on half a cosine; the end lies one beyond the last. */
    private static double cosine(double start, double end, long i, int n) {
        return i >= n ? end : end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * i / n));
    }
}
