package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.server.ParameterServer;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.BatchReducer;
import java.util.Map;
import java.util.function.Function;

/**
 * Method by which the workers of a run train one model: which values are averaged, and after which steps. {@link TrainingRun}
 * calls it around every step; each worker has an instance, and all make the same calls in the same order. Closing does not close
 * the {@link Averager}, through which a failed worker still reports to the others.
 */
public interface Averaging extends AutoCloseable {

    /** Sums over the workers. */
    Averager averager();

    /** Sums batch statistics over the workers within a step. */
    BatchReducer statistics();

    /** Called once before the run's state is loaded. */
    default void prepare(Learner learner) {}

    /** Called once when the learner holds the state that all workers start from. */
    default void started(Learner learner) {}

    /**
     * Called between backward and the optimiser.
     *
     * @param images number of studies whose mean gradient the learner holds
     */
    default void gradients(Learner learner, int images) {}

    /**
     * Called after the optimiser's step.
     *
     * @param done number of steps of the run so far
     * @param images number of studies in this worker's step
     * @return whether all workers now hold the same state
     */
    boolean stepped(Learner learner, long done, int images);

    /** Vectors that a checkpoint holds besides the learner's, by prefix of their names. */
    default Map<String, ParameterVector> state() {
        return Map.of();
    }

    /** Rank of this worker and number of workers. */
    default WorkerRank worker() {
        return new WorkerRank(averager().rank(), averager().workers());
    }

    /** Reports this worker's failure to its peers, so that they stop at once instead of at their time limit. */
    default void fail(String reason) {
        averager().fail(reason);
    }

    @Override
    default void close() {}

    /** Averaging of a run with one worker. */
    static Averaging single() {
        return new GradientAveraging(Averager.single());
    }

    /**
     * Asynchronous averaging through a parameter server; workers wait for each other only when they settle.
     *
     * @param averager for the starting state and the settlings
     * @param iterations length of the run; workers settle after the last step
     * @param opener opens this worker's parameter server with the weights that all workers start from
     */
    static Averaging asynchronous(
            AveragingSettings settings,
            Averager averager,
            long iterations,
            Function<ParameterVector, ParameterServer> opener) {
        return new AsynchronousAveraging(averager, settings, iterations, opener);
    }

    /**
     * Averaging by the settings' mode, through the averager. A run that was begun with one worker, and has one, averages nothing.
     *
     * @param iterations length of the run; workers hold the same state after the last step
     */
    static Averaging of(AveragingSettings settings, Averager averager, long iterations) {
        if (settings.workers() == 1 && averager.workers() == 1) {
            return single();
        }
        return switch (settings.mode()) {
            case GRADIENTS -> new GradientAveraging(averager);
            case PARAMETERS -> new ParameterAveraging(averager, settings, iterations);
        };
    }
}
