package io.mmdino.cluster;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A barrier stage of Spark with one task for each worker; the tasks start together and fail together.
 *
 * <p>Spark itself waits for free slots without a message: ten minutes before a stage, without limit before its rerun. Here both
 * waits have the same limit.
 */
public final class BarrierStage {

    private static final String INTERRUPT = "spark.job.interruptOnCancel";
    private static final Duration SLOT_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    private final SparkContext spark;
    private final int workers;
    private final Duration slotLimit;
    private final WorkerProfile profile;

    private BarrierStage(SparkContext spark, int workers, Duration slotLimit) {
        this.spark = spark;
        this.workers = workers;
        this.slotLimit = slotLimit;
        this.profile = WorkerProfile.of(spark);
    }

    /** Work of one worker, whose rank is {@link BarrierTaskContext#partitionId()}. Spark serialises it with Java's serialisation. */
    @FunctionalInterface
    public interface Body<T> extends Serializable {
        T call(BarrierTaskContext context) throws Exception;
    }

    /**
     * Runs one task for each worker and waits for all. An interrupt of the calling thread cancels them.
     *
     * @return the workers' results, by rank
     * @throws ClusterLostException when the cluster has had fewer slots than workers for two minutes
     */
    public static <T extends Serializable> List<T> run(SparkContext spark, int workers, Body<T> body) {
        return run(spark, workers, () -> {}, body);
    }

    /** @param watch called ten times a second while the stage runs */
    static <T extends Serializable> List<T> run(SparkContext spark, int workers, Runnable watch, Body<T> body) {
        return run(spark, workers, SLOT_LIMIT, watch, body);
    }

    /** @param slotLimit longest time with fewer slots than workers, before the stage or while it runs */
    static <T extends Serializable> List<T> run(
            SparkContext spark, int workers, Duration slotLimit, Runnable watch, Body<T> body) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers, wanted 1 or more");
        }
        BarrierStage stage = new BarrierStage(spark, workers, slotLimit);
        stage.awaitSlots();
        return stage.collect(body, watch);
    }

    private <T extends Serializable> List<T> collect(Body<T> body, Runnable watch) {
        String before = spark.getLocalProperty(INTERRUPT);
        spark.setLocalProperty(INTERRUPT, "true");
        Future<List<T>> results;
        try {
            results = tasks(body).collectAsync();
        } finally {
            spark.setLocalProperty(INTERRUPT, before);
        }
        try {
            return await(results, watch);
        } finally {
            results.cancel(true);
        }
    }

    private <T extends Serializable> JavaRDD<T> tasks(Body<T> body) {
        RDD<Integer> ranks = profile.applied(new JavaSparkContext(spark)
                        .parallelize(IntStream.range(0, workers).boxed().toList(), workers))
                .rdd();
        Function1<Iterator<Integer>, Iterator<T>> task =
                (Function1<Iterator<Integer>, Iterator<T>> & Serializable) rank -> one(body);
        ClassTag<T> type = ClassTag$.MODULE$.apply(Object.class);
        return new JavaRDD<>(ranks.barrier().mapPartitions(task, false, type), type);
    }

    private static <T> Iterator<T> one(Body<T> body) {
        try {
            T result = body.call(BarrierTaskContext.get());
            return JavaConverters.asScalaIteratorConverter(List.of(result).iterator())
                    .asScala();
        } catch (Exception e) {
            LostDevice.here().endExecutor(e);
            throw BarrierStage.<RuntimeException>unchecked(e);
        }
    }

    private <T> List<T> await(Future<List<T>> results, Runnable watch) {
        long enough = System.nanoTime();
        while (true) {
            try {
                return results.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                enough = lastEnough(enough);
                watch.run();
            } catch (ExecutionException e) {
                throw BarrierStage.<RuntimeException>unchecked(e.getCause());
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private void awaitSlots() {
        long enough = System.nanoTime();
        while (slots() < workers) {
            enough = lastEnough(enough);
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    /**
     * Time of {@link System#nanoTime} when the cluster last had slots for all workers.
     *
     * @param before the time that the last call returned
     * @throws IllegalStateException when that is longer ago than the limit
     */
    private long lastEnough(long before) {
        int slots = slots();
        long now = System.nanoTime();
        if (slots >= workers) {
            return now;
        }
        if (spark.isLocal()) { // never gets more slots
            throw new IllegalStateException(
                    "the master " + spark.master() + " has task slots for " + slots + " workers, wanted " + workers
                            + ": take --master local[" + workers + "], or ask for fewer workers");
        }
        if (now - before > slotLimit.toNanos()) {
            throw new ClusterLostException(tooFew(slots));
        }
        return before;
    }

    private String tooFew(int slots) {
        String found = slots == 0 ? "the cluster has started no executor" : "the cluster has " + slots + " task slots";
        return found + " after " + slotLimit.toSeconds() + " s of waiting, wanted one slot for each of " + workers
                + " workers: see that the master answers and has cores and memory free, give it more executors (or cores, or"
                + " GPUs), or ask for fewer workers";
    }

    /** Number of task slots by Spark's own check of barrier stages, which considers cores, GPUs and lost executors. */
    private int slots() {
        return profile.slots(spark);
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while the workers of a barrier stage ran; they are cancelled");
    }

    /** Rethrows a checked exception of a task or of the job without wrapping it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
