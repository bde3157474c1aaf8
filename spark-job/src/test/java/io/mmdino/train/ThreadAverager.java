package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.PeerException;
import io.mmdino.average.RingOrder;
import io.mmdino.kernel.ParameterVector;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** Sums between threads that share their memory: the plainest way to add, element by element in the order of the ring. */
final class ThreadAverager implements Averager {

    private static final int LIMIT_SECONDS = 60;

    private final int rank;
    private final Table table;

    private ThreadAverager(int rank, Table table) {
        this.rank = rank;
        this.table = table;
    }

    /** What one worker does. */
    @FunctionalInterface
    interface Worker {
        void run(Averager averager) throws Exception;
    }

    private record Table(CyclicBarrier barrier, AtomicBoolean failed, double[][] values, ParameterVector[] vectors) {

        void fail() {
            failed.set(true);
            barrier.reset();
        }
    }

    /** Runs all workers and throws what the first of them threw. */
    static void run(int workers, Worker worker) throws Exception {
        Table table = new Table(
                new CyclicBarrier(workers), new AtomicBoolean(), new double[workers][], new ParameterVector[workers]);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<Future<?>> running = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            ThreadAverager own = new ThreadAverager(rank, table);
            running.add(threads.submit(() -> {
                try {
                    worker.run(own);
                } catch (Exception e) {
                    table.fail();
                    throw e;
                }
                return null;
            }));
        }
        threads.shutdown();
        Exception first = null;
        for (Future<?> future : running) {
            try {
                future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                first = first == null || first instanceof PeerException ? (Exception) e.getCause() : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int workers() {
        return table.values().length;
    }

    @Override
    public double[] sum(double[] values) {
        table.values()[rank] = values;
        await();
        double[] sum = new double[values.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = table.values()[0][i];
            for (int r = 1; r < workers(); r++) {
                sum[i] += table.values()[r][i];
            }
        }
        await();
        return sum;
    }

    @Override
    public void sum(ParameterVector vector) {
        table.vectors()[rank] = vector;
        await();
        int length = Math.toIntExact(vector.length());
        float[][] all = new float[workers()][];
        for (int r = 0; r < all.length; r++) {
            all[r] = table.vectors()[r].range(0, length).toFloats();
        }
        RingOrder order = new RingOrder(length, workers());
        float[] sum = new float[length];
        for (int part = 0; part < workers(); part++) {
            for (int i = (int) order.start(part); i < order.start(part + 1); i++) {
                sum[i] = all[order.rank(part, 0)][i];
                for (int turn = 1; turn < workers(); turn++) {
                    sum[i] += all[order.rank(part, turn)][i];
                }
            }
        }
        await();
        vector.range(0, length).copyFrom(sum);
    }

    private void await() {
        if (table.failed().get()) {
            throw new PeerException(rank, "another thread has stopped");
        }
        try {
            table.barrier().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new PeerException(rank, "another thread stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(rank, "interrupted", e);
        }
    }

    @Override
    public void fail(String reason) {
        table.fail();
    }

    @Override
    public void close() {}
}
