package io.mmdino.average.server;

import io.mmdino.average.Rendezvous;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Parameter servers of several workers, each on a thread of this JVM, connected over the loopback interface. */
final class LoopbackServers {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final Kernels KERNELS = KernelChoice.kernels("auto");

    private LoopbackServers() {}

    /** Work of one worker with its open server. */
    interface Work<T> {
        T with(ParameterServer server) throws Exception;
    }

    /**
     * Opens a server for each worker and runs work on all at the same time.
     *
     * @return results by rank; the first error is thrown
     */
    static <T> List<T> run(int workers, int length, double threshold, Duration limit, Work<T> work) throws Exception {
        Meeting meeting = new Meeting(workers);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int rank = i;
                futures.add(threads.submit(() -> {
                    ParameterServer.Worker worker = new ParameterServer.Worker(rank, workers, "127.0.0.1", limit);
                    try (ParameterServer server = ParameterServer.open(
                            worker, mine -> meeting.gather(rank, mine), KERNELS, vector(length), threshold)) {
                        return work.with(server);
                    }
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(result(future));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get(120, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static ParameterLayout layout(int length) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        builder.add("weight", length);
        return builder.build();
    }

    static ParameterVector vector(int length) {
        return new ParameterVector(layout(length), Tensor.Type.FLOAT32);
    }

    /** A rendezvous of threads. */
    static final class Meeting {

        private final CyclicBarrier barrier;
        private final String[] texts;

        Meeting(int workers) {
            barrier = new CyclicBarrier(workers);
            texts = new String[workers];
        }

        /** @see Rendezvous#gather */
        String[] gather(int rank, String mine) {
            try {
                texts[rank] = mine;
                barrier.await(60, TimeUnit.SECONDS);
                String[] all = texts.clone();
                barrier.await(60, TimeUnit.SECONDS);
                return all;
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("a worker of the test is missing", e);
            }
        }
    }
}
