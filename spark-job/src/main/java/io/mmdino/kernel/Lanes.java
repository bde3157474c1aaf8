package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The CPU threads of one worker. A lane computes forward and backward passes of whole studies with single-threaded BLAS,
 * which is faster than BLAS's own threads and keeps results independent of scheduling.
 */
public final class Lanes implements AutoCloseable {

    private static final String INTERRUPTED = "interrupted while its lanes worked";

    private final int count;
    private final Optional<ExecutorService> threads;

    /** @throws IllegalArgumentException when {@code count} is below 1 */
    public Lanes(int count) {
        this(count, () -> {});
    }

    /** @param atStart runs first on each thread */
    private Lanes(int count, Runnable atStart) {
        if (count < 1) {
            throw new IllegalArgumentException("lanes is " + count + ", wanted 1 or more");
        }
        this.count = count;
        AtomicInteger next = new AtomicInteger();
        this.threads = Optional.of(Executors.newFixedThreadPool(count, work -> {
            Runnable all = () -> {
                atStart.run();
                work.run();
            };
            Thread thread = new Thread(all, "lane-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        }));
    }

    private Lanes() {
        count = 1;
        threads = Optional.empty();
    }

    /** One lane on whatever thread calls {@link #run}, for kernels of a device, which keep memory for every thread. */
    public static Lanes ofCaller() {
        return new Lanes();
    }

    /** Lanes that all compute on the GPU of this process, if it has one; our own CUDA kernels need nothing for that. */
    public static Lanes on(Cuda cuda, int count) {
        int device = cuda.backend() ? cuda.device() : -1;
        return new Lanes(count, device < 0 ? () -> {} : () -> Nd4jStart.attach(device));
    }

    public int count() {
        return count;
    }

    /**
     * Calls {@code work} once for each lane number, from 0, at the same time on all lanes; returns when all are done.
     *
     * @throws RuntimeException the first failure of a lane, with those of other lanes suppressed
     */
    public void run(IntConsumer work) {
        if (threads.isEmpty()) {
            work.accept(0);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(INTERRUPTED);
            }
            return;
        }
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            int number = lane;
            running.add(threads.get().submit(() -> work.accept(number)));
        }
        await(running);
    }

    /** Calls {@code work} once for each task number, from 0, in any order and on any lane; results must not depend on either. */
    public void forEach(int tasks, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        run(lane -> {
            for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                work.accept(task);
            }
        });
    }

    /** Waits for every lane even when one fails or this thread is interrupted, because the caller then frees their memory. */
    private static void await(List<Future<?>> running) {
        RuntimeException first = null;
        boolean interrupted = false;
        for (Future<?> future : running) {
            boolean done = false;
            while (!done) {
                try {
                    future.get();
                    done = true;
                } catch (ExecutionException e) {
                    first = combined(first, e.getCause());
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            first = combined(first, new IllegalStateException(INTERRUPTED));
        }
        if (first != null) {
            throw first;
        }
    }

    /** The first failure with the next one suppressed. */
    private static RuntimeException combined(RuntimeException first, Throwable next) {
        if (first != null) {
            first.addSuppressed(next);
            return first;
        }
        return next instanceof RuntimeException known ? known : new IllegalStateException(next);
    }

    @Override
    public void close() {
        threads.ifPresent(ExecutorService::shutdownNow);
    }
}
