package io.mmdino.average;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Threads of this process as the workers of a ring over the loopback. */
final class Workers implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final int count;
    private final Security security;
    private final Duration limit;
    private final ExecutorService threads;
    private final String[] texts;
    private final CyclicBarrier all;
    private final List<Averager> rings = new ArrayList<>();
    private final UnaryOperator<String> way;

    private Workers(int count, Security security, Duration limit, UnaryOperator<String> way) {
        this.count = count;
        this.security = security;
        this.limit = limit;
        this.way = way;
        this.threads = Executors.newFixedThreadPool(count);
        this.texts = new String[count];
        this.all = new CyclicBarrier(count);
    }

    static Workers open(int count) {
        return open(count, Security.none(), LIMIT);
    }

    static Workers open(int count, Security security, Duration limit) {
        return open(count, security, limit, UnaryOperator.identity());
    }

    /** @param way what all are told of the address TOKEN@HOST:PORT of a worker */
    static Workers open(int count, Security security, Duration limit, UnaryOperator<String> way) {
        Workers workers = new Workers(count, security, limit, way);
        workers.rings.addAll(workers.onAll(workers::join));
        return workers;
    }

    private Averager join(int rank) {
        return RingAverager.open(rank, count, text -> meet(rank, text), security, "127.0.0.1", 0, kernels(), limit);
    }

    private String[] meet(int rank, String text) {
        texts[rank] = way.apply(text);
        try {
            all.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return texts.clone();
    }

    static Kernels kernels() {
        return Backends.scalar(Tensor.Type.FLOAT32);
    }

    Averager ring(int rank) {
        return rings.get(rank);
    }

    /** What a worker told the others: TOKEN@HOST:PORT. */
    RingAddress address(int rank) {
        return RingAddress.parse(texts[rank]);
    }

    /** All workers at the same time; the first error of one is thrown. */
    <T> List<T> onAll(Function<Integer, T> work) {
        List<Future<T>> futures = start(work);
        return futures.stream().map(Workers::result).toList();
    }

    <T> List<Future<T>> start(Function<Integer, T> work) {
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            int own = rank;
            Callable<T> call = () -> work.apply(own);
            futures.add(threads.submit(call));
        }
        return futures;
    }

    static <T> T result(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The error that a worker's work ended with. */
    static Throwable error(Future<?> future) {
        try {
            future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("ended without an error");
    }

    @Override
    public void close() {
        rings.forEach(Averager::close);
        threads.shutdownNow();
    }

    /** Values of many magnitudes, so that another order of addition gives other bits. */
    static float[] values(int rank, int length) {
        Random random = new Random(97L * rank + length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
        }
        return values;
    }

    static float[] summed(Averager ring, float[] values) {
        try (ParameterVector vector = vector(values)) {
            ring.sum(vector);
            return vector.of("w").toFloats();
        }
    }

    /** A vector of any length: parameters are padded to 16 elements, so the end is cut off by a layout of one. */
    static ParameterVector vector(float[] values) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("w", values.length);
        ParameterVector vector = new ParameterVector(layout.build(), Tensor.Type.FLOAT32);
        vector.of("w").copyFrom(values);
        return vector;
    }

    /** The judge: every element on its own, in the order that {@link RingOrder} says. */
    static float[] sum(List<float[]> all, long padded) {
        RingOrder order = new RingOrder(padded, all.size());
        float[] sum = new float[all.get(0).length];
        for (int part = 0; part < all.size(); part++) {
            for (long i = order.start(part); i < Math.min(order.start(part + 1), sum.length); i++) {
                float value = all.get(order.rank(part, 0))[(int) i];
                for (int turn = 1; turn < all.size(); turn++) {
                    value += all.get(order.rank(part, turn))[(int) i];
                }
                sum[(int) i] = value;
            }
        }
        return sum;
    }
}
