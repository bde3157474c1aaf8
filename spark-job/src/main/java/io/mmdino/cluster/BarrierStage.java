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
 * One barrier stage: as many tasks as workers, which start together and fail together.
 *
 * <p>Spark itself waits for free slots for ten minutes without a word before a stage, and for ever before a stage's rerun.
 * Here both waits have one limit.
 */
public final class BarrierStage {

    private static final String INTERRUPT = "spark.job.interruptOnCancel";
    private static final Duration SLOT_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    private final SparkContext spark;
    private final int workers;
    private final Duration slotLimit;

    private BarrierStage(SparkContext spark, int workers, Duration slotLimit) {
        this.spark = spark;
        this.workers = workers;
        this.slotLimit = slotLimit;
    }

    /** What one worker does; {@link BarrierTaskContext#partitionId()} is its rank. */
    @FunctionalInterface
    public interface Body<T> extends Serializable {
        T call(BarrierTaskContext context) throws Exception;
    }

    /**
     * Runs one task for each worker and waits for all of them. An interrupt of this thread cancels them.
     *
     * @return the workers' results by rank
     * @throws IllegalStateException when the cluster has had fewer slots than workers for two minutes
     */
    public static <T extends Serializable> List<T> run(SparkContext spark, int workers, Body<T> body) {
        return run(spark, workers, SLOT_LIMIT, body);
    }

    /** @param slotLimit how long the cluster may have too few slots, before the stage or in it */
    static <T extends Serializable> List<T> run(SparkContext spark, int workers, Duration slotLimit, Body<T> body) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers, wanted 1 or more");
        }
        BarrierStage stage = new BarrierStage(spark, workers, slotLimit);
        stage.awaitSlots();
        return stage.collect(body);
    }

    private <T extends Serializable> List<T> collect(Body<T> body) {
        String before = spark.getLocalProperty(INTERRUPT);
        spark.setLocalProperty(INTERRUPT, "true");
        Future<List<T>> results;
        try {
            results = tasks(body).collectAsync();
        } finally {
            spark.setLocalProperty(INTERRUPT, before);
        }
        try {
            return await(results);
        } finally {
            results.cancel(true);
        }
    }

    private <T extends Serializable> JavaRDD<T> tasks(Body<T> body) {
        RDD<Integer> ranks = new JavaSparkContext(spark)
                .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
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
            throw BarrierStage.<RuntimeException>unchecked(e);
        }
    }

    private <T> List<T> await(Future<List<T>> results) {
        long enough = System.nanoTime();
        while (true) {
            try {
                return results.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                enough = lastEnough(enough);
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

    /** When there were last slots for all, in {@link System#nanoTime}; throws when that is too long ago. */
    private long lastEnough(long before) {
        int slots = slots();
        long now = System.nanoTime();
        if (slots >= workers) {
            return now;
        }
        if (spark.isLocal()) { // has all the slots it will ever have
            throw new IllegalStateException(
                    "the master " + spark.master() + " has task slots for " + slots + " workers, wanted " + workers
                            + ": take --master local[" + workers + "], or ask for fewer workers");
        }
        if (now - before > slotLimit.toNanos()) {
            throw new IllegalStateException(tooFew(slots));
        }
        return before;
    }

    private String tooFew(int slots) {
        String told = slots == 0 ? "the cluster has started no executor" : "the cluster has " + slots + " task slots";
        return told + " after " + slotLimit.toSeconds() + " s of waiting, wanted one slot for each of " + workers
                + " workers: see that the master answers and has cores and memory free, give it more executors (or cores, or"
                + " GPUs), or ask for fewer workers";
    }

    /** The count that Spark's own check of barrier stages goes by; it knows cores, GPUs and executors that are gone. */
    private int slots() {
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while the workers of a barrier stage ran; they are cancelled");
    }

    /** Checked exceptions of a task or of the job, as they are. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
