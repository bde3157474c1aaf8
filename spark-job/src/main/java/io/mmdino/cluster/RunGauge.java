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
 * Tells the driver how far a run is: worker 0 sets the number of iterations, and it comes with its executor's heartbeats, every
 * ten seconds unless Spark is told otherwise. Good for a progress bar; a worker that is lost takes its last numbers with it.
 */
public final class RunGauge implements Serializable {

    private final LongAccumulator reached;

    /** On the driver. */
    public RunGauge(SparkContext spark) {
        reached = spark.longAccumulator("iterations");
    }

    /** On worker 0: all workers agree after this many iterations. */
    public void reached(long iterations) {
        reached.add(iterations - reached.value());
    }

    /** On the driver: hands on the number of iterations each time it comes. */
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
                        handOn(number);
                    }
                }
            }

            private void handOn(AccumulableInfo number) {
                if (number.id() == id
                        && number.update().isDefined()
                        && number.update().get() instanceof Long value) {
                    progress.accept(value);
                }
            }
        };
    }
}
