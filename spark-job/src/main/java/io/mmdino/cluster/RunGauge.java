package io.mmdino.cluster;

import java.io.Serializable;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Tells the driver how far a run is: worker 0 sets numbers, and they come with its executor's heartbeats, every ten seconds
 * unless Spark is told otherwise.
 */
public final class RunGauge implements Serializable {

    private final LongAccumulator reached;
    private final LongAccumulator saved;

    /** On the driver. */
    public RunGauge(SparkContext spark) {
        reached = spark.longAccumulator("iterations");
        saved = spark.longAccumulator("iterations in a checkpoint");
    }

    /** On worker 0: all workers agree after this many iterations. */
    public void reached(long iterations) {
        set(reached, iterations);
    }

    /** On worker 0: the checkpoint of this iteration is whole. */
    public void saved(long iterations) {
        set(saved, iterations);
    }

    private static void set(LongAccumulator number, long value) {
        number.add(value - number.value());
    }

    /** On the driver: what to tell of each number as it comes. */
    SparkListener listener(LongConsumer onReached, LongConsumer onSaved) {
        long reachedId = reached.id();
        long savedId = saved.id();
        return new SparkListener() {
            @Override
            public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
                for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task : JavaConverters.seqAsJavaListConverter(
                                update.accumUpdates())
                        .asJava()) {
                    for (AccumulableInfo number :
                            JavaConverters.seqAsJavaListConverter(task._4()).asJava()) {
                        tell(number);
                    }
                }
            }

            private void tell(AccumulableInfo number) {
                if (number.update().isDefined() && number.update().get() instanceof Long value) {
                    if (number.id() == reachedId) {
                        onReached.accept(value);
                    } else if (number.id() == savedId) {
                        onSaved.accept(value);
                    }
                }
            }
        };
    }
}
