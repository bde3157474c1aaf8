package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardWriter;
import io.mmdino.shard.StudyRows;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.StudyPreparer;
import io.mmdino.study.StudyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.Tuple2;

/**
 * Cuts the studies of a wave on Spark, in two jobs. In the first, each task cuts one study and leaves its rows on its executor's
 * disk; the driver learns their lengths and packs them. In the second, each task writes one shard from the rows, wherever they lie;
 * rows that were lost with an executor are cut again.
 *
 * @param evaluatedPerAxis as {@link StudyPreparer} takes it
 */
record CutStage(SparkSession spark, IngestSettings settings, int evaluatedPerAxis) {

    /** Outcomes by hashed study id, and the shards that were written. */
    record Result(Map<String, StudyOutcome> outcomes, List<ShardWriter.Written> shards) {}

    /** What the driver learns of a cut study: its outcome, and length and SHA-256 of its rows. Travels as JSON. */
    record Cut(StudyOutcome outcome, long bytes, String sha256) {}

    /**
     * Cuts one wave.
     *
     * @param tasks largest first: Spark starts tasks in order, so the longest begin first and the last ones are short
     * @param into folder for the shards, relative to the shard folder
     * @param progress receives the number of studies done
     */
    Result run(List<StudyTask> tasks, ShardFolder folder, String into, LongConsumer progress) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> conf = context.broadcast(
                new SerializableConfiguration(new org.apache.hadoop.conf.Configuration(folder.conf())));
        JavaRDD<Tuple2<String, byte[]>> studies = studies(context, tasks, conf);
        try {
            List<Cut> cut = cut(context, studies, tasks.size(), progress);
            Map<String, StudyOutcome> outcomes = new HashMap<>();
            cut.forEach(study -> outcomes.put(study.outcome().study(), study.outcome()));
            ShardPlan plan = plan(cut);
            return new Result(
                    outcomes,
                    plan.shards().isEmpty() ? List.of() : write(context, studies, plan, cut, folder, into, conf));
        } finally {
            studies.unpersist(false);
            conf.destroy();
        }
    }

    /** One partition a study: its outcome as a {@link Cut}, and its rows; none when nothing was cut. */
    private JavaRDD<Tuple2<String, byte[]>> studies(
            JavaSparkContext context, List<StudyTask> tasks, Broadcast<SerializableConfiguration> conf) {
        List<String> json = tasks.stream().map(Json::write).toList();
        String settingsJson = Json.write(settings);
        int perAxis = evaluatedPerAxis; // the closure must not capture this
        return context.parallelize(json, json.size())
                .map(task -> cut(task, settingsJson, perAxis, conf))
                .persist(StorageLevel.DISK_ONLY());
    }

    private static Tuple2<String, byte[]> cut(
            String task, String settings, int evaluatedPerAxis, Broadcast<SerializableConfiguration> conf) {
        IngestSettings parsed = Json.read(settings, IngestSettings.class);
        StudyWork work = new StudyWork(
                new StudyReader(conf.value().value(), parsed.limits()), new StudyPreparer(parsed, evaluatedPerAxis));
        StudyWork.Done done = done(work, Json.read(task, StudyTask.class));
        if (done.records().isEmpty()) {
            return new Tuple2<>(Json.write(new Cut(done.outcome(), 0, "")), new byte[0]);
        }
        StudyRows rows = StudyRows.of(done.records());
        return new Tuple2<>(Json.write(new Cut(done.outcome(), rows.parquet().length, rows.sha256())), rows.parquet());
    }

    /** Throws without a cause: Spark logs messages and causes of tasks, which must hold nothing of a patient. */
    private static StudyWork.Done done(StudyWork work, StudyTask task) {
        try {
            return work.run(task);
        } catch (RuntimeException e) {
            throw new IllegalStateException("study " + task.facts().study() + ": " + Faults.reason(e));
        }
    }

    private static List<Cut> cut(
            JavaSparkContext context, JavaRDD<Tuple2<String, byte[]>> studies, int count, LongConsumer progress) {
        String group = "mm-dinov2 ingest " + UUID.randomUUID();
        TaskProgress listener = new TaskProgress(group, progress);
        context.sc().addSparkListener(listener);
        context.setJobGroup(group, "cutting " + count + " studies");
        try {
            List<String> cut = studies.map(Tuple2::_1).collect();
            listener.finish(count);
            return cut.stream().map(text -> Json.read(text, Cut.class)).toList();
        } finally {
            context.clearJobGroup();
            context.sc().removeSparkListener(listener);
        }
    }

    private ShardPlan plan(List<Cut> cut) {
        List<Integer> order = IntStream.range(0, cut.size())
                .filter(study -> cut.get(study).bytes() > 0)
                .boxed()
                .sorted(Comparator.comparing(study -> cut.get(study).outcome().study()))
                .toList();
        return ShardPlan.of(
                order,
                order.stream().map(study -> cut.get(study).bytes()).toList(),
                (long) settings.shardMegabytes() << 20);
    }

    private static List<ShardWriter.Written> write(
            JavaSparkContext context,
            JavaRDD<Tuple2<String, byte[]>> studies,
            ShardPlan plan,
            List<Cut> cut,
            ShardFolder folder,
            String into,
            Broadcast<SerializableConfiguration> conf) {
        List<String> orders = new ArrayList<>();
        for (int shard = 0; shard < plan.shards().size(); shard++) {
            List<String> hashes = IntStream.of(plan.shards().get(shard))
                    .mapToObj(study -> cut.get(study).sha256())
                    .toList();
            orders.add(Json.write(ShardTask.of(folder.name(), into, shard, hashes)));
        }
        RDD<Tuple2<String, byte[]>> packed = studies.rdd().coalesce(orders.size(), false, Option.apply(plan), null);
        context.setJobGroup("mm-dinov2 ingest " + into, "writing " + orders.size() + " shards");
        try {
            return JavaRDD.fromRDD(packed, studies.classTag())
                    .mapPartitionsWithIndex(
                            (shard, rows) -> List.of(Json.write(Json.read(orders.get(shard), ShardTask.class)
                                            .write(conf.value().value(), rows)))
                                    .iterator(),
                            false)
                    .collect()
                    .stream()
                    .map(text -> Json.read(text, ShardWriter.Written.class))
                    .toList();
        } finally {
            context.clearJobGroup();
        }
    }
}
