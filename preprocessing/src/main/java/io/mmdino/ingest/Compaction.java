package io.mmdino.ingest;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Json;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardRewrite;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.ShardWriter;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Copies the rows of studies out of shards of which less than half still belongs to a study, when a run begins that changes the
 * folder. The old shards stay for readers of the state before.
 */
record Compaction(Supplier<SparkSession> spark, ShardFolder folder, ShardState state, IngestSettings settings) {

    void run(Publication publication) throws IOException {
        List<ShardState.ShardFile> sparse = sparse();
        if (sparse.isEmpty()) {
            return;
        }
        for (ShardWriter.Written shard : write(orders(sparse, publication.movedFolder()))) {
            publication.add(shard);
        }
    }

    /** The shards of which less than half is left. */
    private List<ShardState.ShardFile> sparse() {
        Map<String, Long> live = new HashMap<>();
        state.shards().forEach(study -> live.merge(study.file(), study.bytes(), Long::sum));
        return state.files().stream()
                .filter(file -> 2 * live.get(file.file()) < file.bytes() - file.footerBytes())
                .toList();
    }

    private List<String> orders(List<ShardState.ShardFile> sparse, String into) {
        Map<String, ShardState.ShardFile> sources = new HashMap<>();
        sparse.forEach(file -> sources.put(file.file(), file));
        List<ShardState.Shard> studies = state.shards().stream()
                .filter(study -> sources.containsKey(study.file()))
                .sorted(Comparator.comparing(ShardState.Shard::study))
                .toList();
        List<String> orders = new ArrayList<>();
        ShardPlan plan = ShardPlan.of(
                IntStream.range(0, studies.size()).boxed().toList(),
                studies.stream().map(ShardState.Shard::bytes).toList(),
                (long) settings.shardMegabytes() << 20);
        for (int[] shard : plan.shards()) {
            List<ShardState.Shard> rows =
                    IntStream.of(shard).mapToObj(studies::get).toList();
            String name = ShardTask.name(
                    into,
                    orders.size(),
                    rows.stream().map(ShardState.Shard::sha256).toList());
            List<ShardState.ShardFile> from = rows.stream()
                    .map(ShardState.Shard::file)
                    .distinct()
                    .map(sources::get)
                    .toList();
            orders.add(Json.write(new ShardRewrite(name, from, rows)));
        }
        return orders;
    }

    private List<ShardWriter.Written> write(List<String> orders) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.get().sparkContext());
        Broadcast<SerializableConfiguration> conf =
                context.broadcast(new SerializableConfiguration(new Configuration(folder.conf())));
        String name = folder.name(); // the closure must not capture this
        context.setJobGroup("mm-dinov2 ingest compaction", "rewriting " + orders.size() + " shards");
        try {
            return context
                    .parallelize(orders, orders.size())
                    .map(order -> Json.write(
                            write(new ShardFolder(conf.value().value(), name), Json.read(order, ShardRewrite.class))))
                    .collect()
                    .stream()
                    .map(text -> Json.read(text, ShardWriter.Written.class))
                    .toList();
        } finally {
            context.clearJobGroup();
            conf.destroy();
        }
    }

    private static ShardWriter.Written write(ShardFolder folder, ShardRewrite order) throws IOException {
        AtomicReference<ShardWriter.Written> written = new AtomicReference<>();
        AtomicFile.write(
                folder.conf(),
                folder.path(order.file()),
                out -> written.set(order.write(folder, out)),
                AtomicFile.Access.SHARED);
        return written.get();
    }
}
