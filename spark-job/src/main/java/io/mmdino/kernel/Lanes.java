package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The CPU threads of one worker. A lane takes whole studies through forward and backward with single-threaded BLAS,
 * which beats BLAS's own threads and keeps results independent of scheduling.
 */
public final class Lanes implements AutoCloseable {

    private final int count;
    private final ExecutorService threads;

    public Lanes(int count) {
        this(count, () -> {});
    }

    /** @param atStart what each thread does first */
    private Lanes(int count, Runnable atStart) {
        if (count < 1) {
            throw new IllegalArgumentException("lanes is " + count + ", wanted 1 or more");
        }
        this.count = count;
        AtomicInteger next = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, work -> {
            Runnable all = () -> {
                atStart.run();
                work.run();
            };
            Thread thread = new Thread(all, "lane-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The same for kernels on a GPU: every lane computes on that one. */
    public static Lanes on(Cuda cuda, int count) {
        int device = cuda.device();
        return new Lanes(count, device < 0 ? () -> {} : () -> Nd4jStart.attach(device));
    }

    public int count() {
        return count;
    }

    /** Calls {@code work} once for each lane number, all at the same time; returns when all are done. */
    public void run(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            int number = lane;
            running.add(threads.submit(() -> work.accept(number)));
        }
        await(running);
    }

    /** Calls {@code work} once for each task number, in any order and on any lane: for work whose order cannot show. */
    public void forEach(int tasks, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        run(lane -> {
            for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                work.accept(task);
            }
        });
    }

    /** Waits for every lane even when one fails or this thread is interrupted: the caller frees memory they still use. */
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
                    first = keep(first, e.getCause());
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            first = keep(first, new IllegalStateException("interrupted while its lanes worked"));
        }
        if (first != null) {
            throw first;
        }
    }

    private static RuntimeException keep(RuntimeException first, Throwable next) {
        if (first != null) {
            first.addSuppressed(next);
            return first;
        }
        return next instanceof RuntimeException known ? known : new IllegalStateException(next);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
