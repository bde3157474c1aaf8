package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.PeerException;
import io.mmdino.average.RingOrder;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Sums between threads that share their memory, element by element in the order of the ring. */
final class ThreadAverager implements Averager {

    private static final int LIMIT_SECONDS = 60;

    private final int rank;
    private final Table table;

    private ThreadAverager(int rank, Table table) {
        this.rank = rank;
        this.table = table;
    }

    /** Work of one worker. */
    @FunctionalInterface
    interface Worker {
        void run(Averager averager) throws Exception;
    }

    private record Table(Phaser turn, double[][] values, ParameterVector[] vectors) {}

    /** Runs all workers and throws the first error of one. */
    static void run(int workers, Worker worker) throws Exception {
        Table table = new Table(new Phaser(workers), new double[workers][], new ParameterVector[workers]);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<Future<?>> running = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            ThreadAverager own = new ThreadAverager(rank, table);
            running.add(threads.submit(() -> {
                try {
                    worker.run(own);
                } catch (Exception e) {
                    table.turn().forceTermination();
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
    public List<double[]> gather(double[] values) {
        table.values()[rank] = values;
        await();
        List<double[]> all = Stream.of(table.values()).map(double[]::clone).toList();
        await();
        return all;
    }

    @Override
    public void sum(ParameterVector vector) {
        table.vectors()[rank] = vector;
        await();
        int length = Math.toIntExact(vector.length());
        boolean single = vector.type() == Tensor.Type.FLOAT32;
        double[][] all = new double[workers()][];
        for (int r = 0; r < all.length; r++) {
            all[r] = table.vectors()[r].range(0, length).toDoubles();
        }
        RingOrder order = new RingOrder(length, workers());
        double[] sum = new double[length];
        for (int part = 0; part < workers(); part++) {
            for (int i = (int) order.start(part); i < order.start(part + 1); i++) {
                sum[i] = all[order.rank(part, 0)][i];
                for (int turn = 1; turn < workers(); turn++) {
                    double next = all[order.rank(part, turn)][i];
                    sum[i] = single ? (float) sum[i] + (float) next : sum[i] + next;
                }
            }
        }
        await();
        Tensor target = vector.range(0, length);
        for (int i = 0; i < length; i++) {
            target.set(i, sum[i]);
        }
    }

    private void await() {
        try {
            int phase = table.turn().arrive();
            if (phase < 0 || table.turn().awaitAdvanceInterruptibly(phase, LIMIT_SECONDS, TimeUnit.SECONDS) < 0) {
                throw new PeerException(rank, "another thread has stopped");
            }
        } catch (TimeoutException e) {
            throw new PeerException(rank, "another thread stalls", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(rank, "interrupted", e);
        }
    }

    @Override
    public void fail(String reason) {
        table.turn().forceTermination();
    }

    @Override
    public void close() {}
}
