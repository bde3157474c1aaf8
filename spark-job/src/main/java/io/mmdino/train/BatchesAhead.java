package io.mmdino.train;

import io.mmdino.ssl.TrainingBatch;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Makes the batch of the next iteration on a thread of its own while the current one computes. Batches are those of the source,
 * which depend on the iteration alone, so the results are those of a run that makes each batch when it needs it.
 *
 * <p>At most one batch is made ahead: a second would shorten no step, because the average step lasts as long as the slower of
 * crops and computation with any number of batches waiting. Memory therefore holds two batches at most, the one that computes and
 * the one being made or waiting; a study of the paper's settings with four sequences has crops of 0.7 MB.
 *
 * <p>For one thread, which takes the batches and closes.
 */
public final class BatchesAhead implements AutoCloseable {

    private static final long FOREVER_S = Long.MAX_VALUE;

    private final LongFunction<TrainingBatch> source;
    private final long end;
    private final ExecutorService thread;
    private long iteration;
    private Optional<Future<TrainingBatch>> made = Optional.empty();

    /**
     * Starts to make the first batch.
     *
     * @param source makes the batch of an iteration; called by one thread at a time
     * @param first iteration whose batch {@link #next} returns first
     * @param end iteration after the last; its batch is never made
     */
    public BatchesAhead(LongFunction<TrainingBatch> source, long first, long end) {
        this.source = source;
        this.end = end;
        this.iteration = first;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread maker = new Thread(work, "batches-ahead");
            maker.setDaemon(true);
            return maker;
        });
        start();
    }

    private void start() {
        long number = iteration;
        made = number < end ? Optional.of(thread.submit(() -> source.apply(number))) : Optional.empty();
    }

    /**
     * Waits for the batch of the next iteration, and starts to make the one after it.
     *
     * @throws RuntimeException what the source has thrown when it made this batch
     * @throws IllegalStateException when there is no further iteration, or this thread is interrupted
     */
    public TrainingBatch next() {
        TrainingBatch batch = await(made.orElseThrow(
                () -> new IllegalStateException("no batch after iteration " + end + ", the end of the run")));
        iteration++;
        start();
        return batch;
    }

    private TrainingBatch await(Future<TrainingBatch> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the crops of iteration " + iteration + " were made", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Drops the batch that was made ahead. Returns when its making has ended, even if this thread is interrupted, because the
     * caller may then close the windows that it reads; that takes as long as one batch at most.
     */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(FOREVER_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
