package io.mmdino.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.cli.CommandRun;
import io.mmdino.config.Settings;
import io.mmdino.job.Shards;
import io.mmdino.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A cohort, its shards and a run that was trained on them for a few iterations, in one folder. */
record TrainedRun(Path folder) {

    private static final String RECIPE =
            """
            model:
              backbone: {architecture: custom, width: 24, depth: 1, heads: 2, patch: 8, image-size: 32, layer-scale: 1.0}
              dino-head: {hidden: 16, bottleneck: 8, prototypes: 3}
              ibot-head: {hidden: 16, bottleneck: 8, prototypes: 3}
            crops: {global-size: 32, local-size: 16, local-count: 2}
            optim:
              epochs: 1
              epoch-length: 2
              warmup-epochs: 0
              teacher-temperature-warmup-epochs: 0
              freeze-last-layer-epochs: 0
              freeze-backbone-epochs: 0
            train: {batch-size: 4, lanes: 2, checkpoint-iterations: 2, validation-iterations: 0}
            evaluation: {bootstrap-draws: 20, neighbours: 3, label-fractions: [0.5], label-fraction-repeats: 1, image-side: 48}
            """;

    /** Makes everything; takes half a minute. */
    static TrainedRun make(Path folder) throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
        TrainedRun made = new TrainedRun(folder);
        run("phantom", "--output", made.cohort(), "--studies", 26, "--seed", 1, "--labelled", 1, "--size", 64);
        run("ingest", "--input", made.cohort(), "--output", made.shards(), "--set", "ingest.slices-per-axis=3");
        Path recipe = folder.resolve("recipe.yaml");
        run("train", "--shards", made.shards(), "--output", made.run().folder(), "--config", recipe);
        return made;
    }

    private static void run(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    Path cohort() {
        return folder.resolve("cohort");
    }

    Path shards() {
        return folder.resolve("shards");
    }

    RunFolder run() {
        return new RunFolder(folder.resolve("run"));
    }

    Settings settings(String... sets) throws IOException {
        return run().settings(List.of(sets));
    }

    Shards opened(Path shards) throws IOException {
        return Shards.open(new Configuration(), shards.toString());
    }
}
