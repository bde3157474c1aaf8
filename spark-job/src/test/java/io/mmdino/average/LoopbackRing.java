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

/** A ring whose workers are threads of this process, connected over the loopback interface. */
final class LoopbackRing implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final int count;
    private final Security security;
    private final Duration limit;
    private final ExecutorService threads;
    private final String[] texts;
    private final CyclicBarrier all;
    private final List<Averager> averagers = new ArrayList<>();
    private final UnaryOperator<String> rewrite;

    private LoopbackRing(int count, Security security, Duration limit, UnaryOperator<String> rewrite) {
        this.count = count;
        this.security = security;
        this.limit = limit;
        this.rewrite = rewrite;
        this.threads = Executors.newFixedThreadPool(count);
        this.texts = new String[count];
        this.all = new CyclicBarrier(count);
    }

    static LoopbackRing open(int count) {
        return open(count, Security.none(), LIMIT);
    }

    static LoopbackRing open(int count, Security security, Duration limit) {
        return open(count, security, limit, UnaryOperator.identity());
    }

    /** @param rewrite changes the address TOKEN@HOST:PORT that a worker gives to all at the rendezvous */
    static LoopbackRing open(int count, Security security, Duration limit, UnaryOperator<String> rewrite) {
        LoopbackRing ring = new LoopbackRing(count, security, limit, rewrite);
        ring.averagers.addAll(ring.onAll(ring::join));
        return ring;
    }

    private Averager join(int rank) {
        return RingAverager.open(rank, count, text -> meet(rank, text), security, "127.0.0.1", 0, kernels(), limit);
    }

    private String[] meet(int rank, String text) {
        texts[rank] = rewrite.apply(text);
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

    Averager averager(int rank) {
        return averagers.get(rank);
    }

    /** Address that a worker has given to the others. */
    RingAddress address(int rank) {
        return RingAddress.parse(texts[rank]);
    }

    /** Runs work on all workers at the same time and throws the first error of one. */
    <T> List<T> onAll(Function<Integer, T> work) {
        List<Future<T>> futures = start(work);
        return futures.stream().map(LoopbackRing::result).toList();
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

    /** The error that ended a worker's work. */
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
        averagers.forEach(Averager::close);
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

    /** The expected sum, computed one element at a time in the order of {@link RingOrder}. */
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
