package io.mmdino.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Works through pieces by several threads, in their order; each thread has a worker of its own. After a failure no piece is begun,
 * and the first failure is thrown when all threads have ended.
 *
 * @param <T> kind of piece
 * @param name name of the threads
 * @param threads most threads
 * @param workers makes the worker of a thread
 */
public record ParallelPieces<T>(String name, int threads, Supplier<Worker<T>> workers) {

    /** Work of one thread. */
    public interface Worker<T> extends AutoCloseable {

        void work(T piece) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** @throws IOException the first failure of a worker, or when this thread was interrupted */
    public void run(List<T> pieces) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        int used = Math.max(1, Math.min(threads, pieces.size()));
        ExecutorService pool = Executors.newFixedThreadPool(used, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < used; thread++) {
                all.add(pool.submit(() -> {
                    work(pieces, next, stopped);
                    return null;
                }));
            }
            pool.shutdown();
            await(all, stopped);
        } finally {
            stopped.set(true);
            pool.shutdown();
        }
    }

    private void work(List<T> pieces, AtomicInteger next, AtomicBoolean stopped) throws IOException {
        try (Worker<T> worker = workers.get()) {
            for (int piece = next.getAndIncrement();
                    piece < pieces.size() && !stopped.get();
                    piece = next.getAndIncrement()) {
                worker.work(pieces.get(piece));
            }
        } catch (IOException | RuntimeException | Error e) {
            stopped.set(true);
            throw e;
        }
    }

    /** Waits for all threads, also when this one is interrupted: what they write to must not be closed under them. */
    private static void await(List<Future<?>> all, AtomicBoolean stopped) throws IOException {
        boolean interrupted = false;
        Throwable first = null;
        for (Future<?> one : all) {
            boolean done = false;
            while (!done) {
                try {
                    one.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped.set(true);
                } catch (ExecutionException e) {
                    first = first == null ? e.getCause() : first;
                    done = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while other threads were at work");
        }
        rethrow(first);
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof IOException known) {
            throw known;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
