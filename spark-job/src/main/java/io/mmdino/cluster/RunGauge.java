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
 * Progress of a run for the driver: worker 0 sets the number of iterations, which arrives with its executor's heartbeats, every ten
 * seconds unless Spark is configured otherwise. Meant for a progress bar: the last numbers of a lost worker do not arrive.
 */
public final class RunGauge implements Serializable {

    private final LongAccumulator reached;

    /** Registers the gauge; called on the driver. */
    public RunGauge(SparkContext spark) {
        reached = spark.longAccumulator("iterations");
    }

    /** Sets the number of iterations that all workers have reached; called on worker 0. */
    public void reached(long iterations) {
        reached.add(iterations - reached.value());
    }

    /** A listener that passes each number of iterations that arrives to {@code progress}; used on the driver. */
    SparkListener listener(LongConsumer progress) {
        long id = reached.id();
        return new SparkListener() {
            @Override
            public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
                for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task : JavaConverters.seqAsJavaListConverter(
                                update.accumUpdates())
                        .asJava()) {
                    for (AccumulableInfo number :
                            JavaConverters.seqAsJavaListConverter(task._4()).asJava()) {
                        report(number);
                    }
                }
            }

            private void report(AccumulableInfo number) {
                if (number.id() == id
                        && number.update().isDefined()
                        && number.update().get() instanceof Long value) {
                    progress.accept(value);
                }
            }
        };
    }
}
