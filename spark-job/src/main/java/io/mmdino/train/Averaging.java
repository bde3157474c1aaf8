package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.server.ParameterServer;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.BatchReducer;
import java.util.Map;
import java.util.function.Function;

/**
 * What makes the workers of a run one: what is averaged, and after which steps. Each worker has its own, and all call it in
 * the same order. Closing leaves the {@link Averager} open: a worker that fails has to tell the others by it.
 */
public interface Averaging extends AutoCloseable {

    /** Sums and waits between the workers. */
    Averager averager();

    /** Sums batch statistics within a step. */
    BatchReducer statistics();

    /** Called once, before the run's state is loaded. */
    default void prepare(Learner learner) {}

    /** Called once, when the learner holds what all workers start from. */
    default void started(Learner learner) {}

    /**
     * Called between backward and the optimiser.
     *
     * @param images studies that this worker's gradients are the mean of
     */
    default void gradients(Learner learner, int images) {}

    /**
     * Called after the optimiser's step.
     *
     * @param done steps so far
     * @param images studies of this worker's step
     * @return whether all workers hold the same state now
     */
    boolean stepped(Learner learner, long done, int images);

    /** What goes into a checkpoint besides the learner's own, by prefix. */
    default Map<String, ParameterVector> state() {
        return Map.of();
    }

    /** This worker's place. */
    default WorkerRank share() {
        return new WorkerRank(averager().rank(), averager().workers());
    }

    /** Tells the peers why this worker stops, so that they need not wait for their time limit. */
    default void fail(String reason) {
        averager().fail(reason);
    }

    @Override
    default void close() {}

    /** A worker that is alone. */
    static Averaging alone() {
        return new GradientAveraging(Averager.single());
    }

    /**
     * Without waiting for one another.
     *
     * @param opener makes this worker's parameter server, with the weights that all begin with
     */
    static Averaging asynchronous(
            AveragingSettings settings,
            Averager averager,
            long iterations,
            Function<ParameterVector, ParameterServer> opener) {
        return new AsynchronousAveraging(averager, settings, iterations, opener);
    }

    /**
     * By the averager and the settings' mode.
     *
     * @param iterations length of the run: after the last step workers always agree
     */
    static Averaging of(AveragingSettings settings, Averager averager, long iterations) {
        return switch (settings.mode()) {
            case GRADIENTS -> new GradientAveraging(averager);
            case PARAMETERS -> new ParameterAveraging(averager, settings, iterations);
        };
    }
}
