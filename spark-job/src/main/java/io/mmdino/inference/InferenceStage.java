package io.mmdino.inference;

import io.mmdino.cluster.WorkerException;
import io.mmdino.cluster.WorkerProfile;
import io.mmdino.disk.Json;
import io.mmdino.inference.PieceRows.StudyResult;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * A plain stage of Spark with one task for each {@link PieceOrder}. Spark does a task again that was lost with its executor; rows depend
 * on the piece alone.
 *
 * @param name what the stage is for, as Spark's pages show it
 */
record InferenceStage(SparkContext spark, String name) {

    /** Receives the rows of each piece, once, in any order and from any thread, but not from two at once. */
    @FunctionalInterface
    interface Receiver {
        void accept(int piece, PieceRows rows);
    }

    /** Number of tasks that the application can run at once; where it has no executor yet, the cores that it asks for. */
    int slots() {
        int now = WorkerProfile.of(spark).slots(spark);
        return now > 0 ? now : spark.defaultParallelism();
    }

    /**
     * Computes all pieces.
     *
     * @param order for all tasks
     * @return kernels and precision of the executors, in words; empty without pieces
     * @throws WorkerException when an executor cannot compute with this model, all studies fail for one reason, or tasks fail again
     *     and again
     */
    String run(StageOrder order, Map<String, float[]> weights, List<PieceOrder> pieces, Receiver receiver) {
        if (pieces.isEmpty()) {
            return "";
        }
        JavaSparkContext jobs = new JavaSparkContext(spark);
        Map<String, Broadcast<float[]>> sent = new TreeMap<>();
        weights.forEach((key, values) -> sent.put(key, jobs.broadcast(values)));
        Tally tally = new Tally(receiver);
        jobs.setJobGroup("mm-dinov2 " + name, name + ", " + pieces.size() + " tasks", true);
        try {
            JavaRDD<String> orders =
                    jobs.parallelize(pieces.stream().map(Json::write).toList(), pieces.size());
            run(WorkerProfile.of(spark).applied(orders), new PieceTask(Json.write(order), sent), tally);
        } catch (Exception e) { // Spark's, which Scala does not declare
            tally.requireNoFailure();
            throw new WorkerException(
                    name + " was not finished: a task failed again and again (executors' logs may say more)", e);
        } finally {
            jobs.clearJobGroup();
            sent.values().forEach(Broadcast::destroy);
        }
        tally.requireNoFailure();
        return tally.computation();
    }

    private void run(JavaRDD<String> orders, PieceTask task, Tally tally) {
        Function2<TaskContext, Iterator<String>, byte[]> work =
                (Function2<TaskContext, Iterator<String>, byte[]> & Serializable) (context, own) -> {
                    try {
                        return task.rows(own.next(), context);
                    } catch (Exception e) {
                        throw InferenceStage.<RuntimeException>unchecked(e);
                    }
                };
        Function2<Object, byte[], BoxedUnit> result = (index, bytes) -> {
            tally.add((Integer) index, PieceRows.of(bytes));
            return BoxedUnit.UNIT;
        };
        spark.runJob(orders.rdd(), work, result, ClassTag$.MODULE$.apply(byte[].class));
    }

    /** Rethrows a checked exception of a task without wrapping it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    /** Passes rows on and keeps what concerns all of them. */
    private static final class Tally {

        private final Receiver receiver;
        private final TreeSet<String> computations = new TreeSet<>();
        private final TreeSet<String> reasons = new TreeSet<>();
        private String failure = "";
        private long failed;
        private long studies;

        Tally(Receiver receiver) {
            this.receiver = receiver;
        }

        synchronized void add(int piece, PieceRows rows) {
            if (!rows.failure().isEmpty()) {
                failure = failure.isEmpty() ? rows.failure() : failure;
                return;
            }
            computations.add(rows.computation());
            for (StudyResult study : rows.studies()) {
                studies++;
                failed += study.reason().isEmpty() ? 0 : 1;
                reasons.add(study.reason());
            }
            receiver.accept(piece, rows);
        }

        synchronized void requireNoFailure() {
            if (!failure.isEmpty()) {
                throw new WorkerException("an executor cannot compute: " + failure);
            }
            if (studies > 1 && failed == studies && reasons.size() == 1) {
                throw new WorkerException("the model fails with every study: " + reasons.first());
            }
        }

        synchronized String computation() {
            return String.join(" and ", computations);
        }
    }
}
