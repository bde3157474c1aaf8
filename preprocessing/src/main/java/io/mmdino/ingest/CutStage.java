package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.SliceRecord;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.StudyPreparer;
import io.mmdino.study.StudyReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Cuts studies on Spark: one task reads one study and writes one Parquet file, without a shuffle. Outcomes come back through an
 * accumulator; a task that ran twice adds the same outcome twice, and each study counts once.
 *
 * @param evaluatedPerAxis as {@link StudyPreparer} takes it
 */
record CutStage(SparkSession spark, IngestSettings settings, int evaluatedPerAxis) {

    private static final Pattern PART = Pattern.compile("part-(\\d+)-.*\\.parquet");

    /** The Parquet file of one study, relative to the shard folder. */
    record Part(String file, long bytes) {}

    /** Outcomes, and files of accepted studies, by hashed study id. */
    record Result(Map<String, StudyOutcome> outcomes, Map<String, Part> parts) {}

    /**
     * @param tasks largest first: Spark starts tasks in order, so the longest begin first and the last ones are short
     * @param into new folder below the shard folder
     * @param progress receives the number of tasks done
     */
    Result run(List<StudyTask> tasks, ShardFolder folder, String into, LongConsumer progress) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        CollectionAccumulator<String> outcomes =
                spark.sparkContext().collectionAccumulator(); // a named one goes into event logs
        Broadcast<SerializableConfiguration> conf = context.broadcast(
                new SerializableConfiguration(new org.apache.hadoop.conf.Configuration(folder.conf())));
        String group = "mm-dinov2 ingest " + UUID.randomUUID();
        TaskProgress listener = new TaskProgress(group, progress);
        spark.sparkContext().addSparkListener(listener);
        context.setJobGroup(group, "cutting " + tasks.size() + " studies");
        try {
            List<String> json = tasks.stream().map(Json::write).toList();
            String settingsJson = Json.write(settings);
            int perAxis = evaluatedPerAxis; // the closure must not capture this
            JavaRDD<Row> rows = context.parallelize(json, json.size())
                    .flatMap(task -> cut(task, settingsJson, perAxis, conf, outcomes));
            write(rows, folder.path(into).toString());
        } finally {
            context.clearJobGroup();
            spark.sparkContext().removeSparkListener(listener);
            conf.destroy();
        }
        listener.finish(tasks.size());
        return new Result(byStudy(outcomes.value()), parts(tasks, folder, into));
    }

    private static Iterator<Row> cut(
            String task,
            String settings,
            int evaluatedPerAxis,
            Broadcast<SerializableConfiguration> conf,
            CollectionAccumulator<String> outcomes) {
        IngestSettings parsed = Json.read(settings, IngestSettings.class);
        StudyWork work = new StudyWork(
                new StudyReader(conf.value().value(), parsed.limits()), new StudyPreparer(parsed, evaluatedPerAxis));
        StudyWork.Done done = done(work, Json.read(task, StudyTask.class));
        outcomes.add(Json.write(done.outcome()));
        Iterator<SliceRecord> records = done.records().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Row next() {
                return SliceRows.row(records.next());
            }
        };
    }

    /** Throws without a cause: Spark logs messages and causes of tasks, which must hold nothing of a patient. */
    private static StudyWork.Done done(StudyWork work, StudyTask task) {
        try {
            return work.run(task);
        } catch (RuntimeException e) {
            throw new IllegalStateException("study " + task.facts().study() + ": " + Faults.reason(e));
        }
    }

    private void write(JavaRDD<Row> rows, String folder) {
        spark.createDataFrame(rows, SliceRows.schema())
                .write()
                .mode(SaveMode.ErrorIfExists)
                .option("compression", "zstd")
                .option("maxRecordsPerFile", 0) // a study is one file
                .option("parquet.enable.dictionary#window", "false") // no two windows are alike
                .parquet(folder);
    }

    private static Map<String, StudyOutcome> byStudy(List<String> results) {
        Map<String, StudyOutcome> outcomes = new HashMap<>();
        results.forEach(text -> {
            StudyOutcome outcome = Json.read(text, StudyOutcome.class);
            outcomes.put(outcome.study(), outcome);
        });
        return outcomes;
    }

    /** The files by study: Spark numbers files by partition, and partition i holds task i. */
    private static Map<String, Part> parts(List<StudyTask> tasks, ShardFolder folder, String into) throws IOException {
        Map<String, Part> parts = new HashMap<>();
        for (FileStatus status : folder.files().listStatus(folder.path(into))) {
            String name = status.getPath().getName();
            Matcher part = PART.matcher(name);
            if (part.matches()) {
                String study =
                        tasks.get(Integer.parseInt(part.group(1))).facts().study();
                parts.put(study, new Part(into + "/" + name, status.getLen()));
            }
        }
        return parts;
    }
}
