package io.mmdino.cluster;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkContext;
import scala.collection.JavaConverters;

/** Finds out which executors Spark decommissions, because their machines will be taken away ({@code spark.decommission.enabled}). */
final class DecommissionWatch {

    private final SparkContext spark;
    private final Set<String> known = new HashSet<>();

    DecommissionWatch(SparkContext spark) {
        this.spark = spark;
    }

    /** Whether an executor has begun to be decommissioned since the last call. */
    boolean hasNew() {
        boolean found = false;
        if (!spark.isLocal()) { // has no executors
            for (String executor : JavaConverters.seqAsJavaListConverter(spark.getExecutorIds())
                    .asJava()) {
                found |= spark.taskScheduler()
                                .getExecutorDecommissionState(executor)
                                .isDefined()
                        && known.add(executor);
            }
        }
        return found;
    }
}
