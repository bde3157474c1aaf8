package io.mmdino.ingest;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/** Counts the tasks of one job group that end well, and reports the count after each: one task is one study. */
final class TaskProgress extends SparkListener {

    private static final String GROUP = "spark.jobGroup.id";

    private final String group;
    private final LongConsumer progress;
    private final Set<Object> stages = ConcurrentHashMap.newKeySet();
    private long done;
    private boolean finished;

    TaskProgress(String group, LongConsumer progress) {
        this.group = group;
        this.progress = progress;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        if (properties != null && group.equals(properties.getProperty(GROUP))) {
            stages.addAll(JavaConverters.seqAsJavaList(start.stageIds()));
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        if (!finished && stages.contains(end.stageId()) && end.taskInfo().successful()) {
            progress.accept(++done);
        }
    }

    /** Reports all studies as done. Later events are ignored, because Spark delivers them with a delay. */
    synchronized void finish(long studies) {
        finished = true;
        progress.accept(studies);
    }
}
