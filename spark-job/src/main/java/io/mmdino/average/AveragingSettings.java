package io.mmdino.average;

import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;

/**
 * Settings of training with several workers.
 *
 * @param workers number of workers; 1 averages nothing
 * @param method transport of the averaged values
 * @param mode which values are averaged, and how often
 * @param period steps between two rounds of mode {@code parameters}
 * @param outerLearningRate learning rate of the step along the averaged movement of a round; 1 with momentum 0 is the plain
 *     average
 * @param outerMomentum Nesterov momentum of the outer step
 * @param threshold smallest movement of a weight that {@code parameter-server} sends; smaller ones accumulate
 * @param timeoutSeconds time that a worker waits for another before it fails, s
 */
public record AveragingSettings(
        int workers,
        Method method,
        Mode mode,
        int period,
        double outerLearningRate,
        double outerMomentum,
        double threshold,
        @DecidesNothing int timeoutSeconds) {

    /** Transport of the averaged values. */
    public enum Method {
        /** Ring all-reduce: each worker sends a part of the sum to the next one. */
        RING,
        /** Through the driver, by one Spark job a round: slow; tests compare the ring to it. */
        DRIVER,
        /** Asynchronous, differences above a threshold only: fast on slow networks, and not repeatable. */
        PARAMETER_SERVER
    }

    /** Which values are averaged, and how often. */
    public enum Mode {
        /** The gradients of every step: W workers are equivalent to one with a batch W times as large. */
        GRADIENTS,
        /** Weights, teacher, moments and centres, every {@code period} steps. */
        PARAMETERS
    }

    private static final int MAX_WORKERS = 4096;

    public AveragingSettings {
        new Checks()
                .that(workers >= 1 && workers <= MAX_WORKERS, "workers", workers, "1 to " + MAX_WORKERS)
                .that(period >= 1, "period", period, "1 or more steps")
                .that(
                        outerLearningRate > 0 && outerLearningRate <= 2,
                        "outer-learning-rate",
                        outerLearningRate,
                        "above 0 to 2")
                .that(outerMomentum >= 0 && outerMomentum < 1, "outer-momentum", outerMomentum, "0 to below 1")
                .that(threshold > 0 && threshold < 1, "threshold", threshold, "above 0 to below 1")
                .that(timeoutSeconds >= 1, "timeout-seconds", timeoutSeconds, "1 or more")
                .that(
                        method != Method.PARAMETER_SERVER || mode != Mode.GRADIENTS || workers == 1,
                        "mode",
                        " is gradients, wanted parameters with method parameter-server: it shares movements of the weights")
                .that(
                        method != Method.PARAMETER_SERVER || outerLearningRate == 1 && outerMomentum == 0,
                        "outer-learning-rate",
                        " is " + outerLearningRate + " and outer-momentum " + outerMomentum
                                + ", wanted 1 and 0 with method parameter-server: it has no rounds");
    }

    /** One worker; the other values are the defaults for several. */
    public static AveragingSettings single() {
        return new AveragingSettings(1, Method.RING, Mode.GRADIENTS, 10, 1, 0, 1e-4, 300);
    }

    /**
     * Equal for settings that train the same weights: one worker averages nothing, the driver adds in the ring's order, and only
     * the parameter server reads the threshold.
     */
    public AveragingSettings used() {
        if (workers == 1) {
            return single();
        }
        return method == Method.PARAMETER_SERVER
                ? this
                : new AveragingSettings(
                        workers,
                        Method.RING,
                        mode,
                        period,
                        outerLearningRate,
                        outerMomentum,
                        single().threshold,
                        timeoutSeconds);
    }

    /** These settings with another number of workers. */
    public AveragingSettings withWorkers(int other) {
        return new AveragingSettings(
                other, method, mode, period, outerLearningRate, outerMomentum, threshold, timeoutSeconds);
    }

    /** Whether a round ends with an outer optimiser step (DiLoCo, arXiv 2311.08105). */
    public boolean hasOuterStep() {
        return outerLearningRate != 1 || outerMomentum != 0;
    }
}
