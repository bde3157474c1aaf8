package io.mmdino.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.cli.CommandRun;
import io.mmdino.cli.TinyRecipe;
import io.mmdino.config.Settings;
import io.mmdino.job.Shards;
import io.mmdino.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A cohort, its shards and a run that was trained on them for a few iterations, in one folder. */
record TrainedRun(Path folder) {

    private static final String[] SHORT = {
        "--set", "optim.epochs=1", "--set", "optim.epoch-length=2", "--set", "train.validation-iterations=0"
    };

    /** Makes everything; takes half a minute. */
    static TrainedRun make(Path folder) throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        TrainedRun made = new TrainedRun(folder);
        run("phantom", "--output", made.cohort(), "--studies", 26, "--seed", 1, "--labelled", 1, "--size", 64);
        run("ingest", "--input", made.cohort(), "--output", made.shards(), "--set", "ingest.slices-per-axis=3");
        Path recipe = folder.resolve("recipe.yaml");
        Object[] train = {
            "train", "--shards", made.shards(), "--output", made.run().folder(), "--config", recipe
        };
        run(Stream.concat(Stream.of(train), Stream.of(SHORT)).toArray());
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
