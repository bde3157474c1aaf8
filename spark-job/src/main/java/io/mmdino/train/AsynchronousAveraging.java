package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.server.ParameterServer;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.BatchReducer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Averaging through a {@link ParameterServer}: each worker sends the movement of every step and does not wait for those of the
 * others. Every {@code period} steps, and after the last, the workers settle: all updates have arrived, and teacher, moments and
 * centres are averaged. The order of arrival is random, so such a run is not repeatable.
 */
final class AsynchronousAveraging implements Averaging {

    private final Averager averager;
    private final AveragingSettings settings;
    private final long iterations;
    private final Function<ParameterVector, ParameterServer> opener;
    private final ParameterAveraging settling;
    private Optional<Movement> movement = Optional.empty();

    /**
     * One worker's averaging; the server opens when the run starts.
     *
     * @param averager for the starting state and the settlings, which have to be equal on all workers
     * @param opener opens this worker's server with the weights that all workers start from
     */
    AsynchronousAveraging(
            Averager averager,
            AveragingSettings settings,
            long iterations,
            Function<ParameterVector, ParameterServer> opener) {
        this.averager = averager;
        this.settings = settings;
        this.iterations = iterations;
        this.opener = opener;
        this.settling = new ParameterAveraging(averager, settings, iterations);
    }

    /** One worker's server, its weights before the step, and a vector for their movement. */
    private record Movement(Learner learner, ParameterServer server, ParameterVector before, ParameterVector moved) {

        /** Copies the weights before a step. */
        void recordWeights() {
            Kernels kernels = learner.kernels();
            learner.forEachPart(
                    (from, count) -> kernels.copy(learner.student().range(from, count), before.range(from, count)));
        }

        /** Sends the movement of the step and continues from the shared weights. */
        void share() {
            Kernels kernels = learner.kernels();
            learner.forEachPart((from, count) -> {
                kernels.copy(learner.student().range(from, count), moved.range(from, count));
                kernels.axpy(-1, before.range(from, count), moved.range(from, count));
            });
            server.share(moved);
            server.receive(learner.student());
        }
    }

    @Override
    public Averager averager() {
        return averager;
    }

    @Override
    public BatchReducer statistics() {
        return BatchReducer.single();
    }

    @Override
    public void started(Learner learner) {
        movement =
                Optional.of(new Movement(learner, opener.apply(learner.student()), learner.vector(), learner.vector()));
        movement.get().recordWeights();
    }

    @Override
    public boolean stepped(Learner learner, long done, int images) {
        Movement own = movement.orElseThrow();
        own.share();
        boolean settles = done % settings.period() == 0 || done == iterations;
        if (settles) {
            own.server().settle(learner.student());
        }
        boolean agreed = settling.stepped(learner, done, images);
        own.recordWeights();
        return agreed;
    }

    @Override
    public void fail(String reason) {
        movement.ifPresent(own -> own.server().fail(reason));
        averager.fail(reason);
    }

    @Override
    public void close() {
        movement.ifPresent(own -> {
            own.server().close();
            own.before().close();
            own.moved().close();
        });
    }
}
