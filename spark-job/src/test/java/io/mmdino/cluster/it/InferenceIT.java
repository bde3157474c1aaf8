package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Evaluating and scoring on the executors of a standalone cluster, as Spark's event log shows it, against one process. */
@ExtendWith(SharedCluster.class)
@Timeout(1500)
class InferenceIT {

    /** A limit that only something that hangs reaches, on a busy machine too. */
    private static final int SECONDS = 600;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Wide enough that scoring takes seconds, in which an executor can be killed. */
    private static final String RECIPE =
            """
            model:
              backbone: {architecture: custom, width: 192, depth: 4, heads: 3, patch: 8, image-size: 32, layer-scale: 1.0}
              dino-head: {hidden: 16, bottleneck: 8, prototypes: 3}
              ibot-head: {hidden: 16, bottleneck: 8, prototypes: 3}
            crops: {global-size: 32, local-size: 16, local-count: 2}
            optim: {epochs: 1, epoch-length: 2, warmup-epochs: 0, freeze-backbone-epochs: 0, teacher-temperature-warmup-epochs: 0, freeze-last-layer-epochs: 0}
            train: {batch-size: 4, lanes: 1, checkpoint-iterations: 2, validation-iterations: 0}
            evaluation: {bootstrap-draws: 20, neighbours: 3, label-fractions: [0.5], label-fraction-repeats: 1, image-side: 96}
            """;

    /** One core of each worker, and a resource profile for the tasks of inference. */
    private static final String SPARK =
            "--conf spark.cores.max=2 --conf spark.executor.memory=800m --conf spark.mmdino.worker.cpus=1";

    @TempDir
    static Path folder;

    @BeforeAll
    static void trainInOneProcess() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
        here("phantom", "--output", at("cohort"), "--studies", "24", "--seed", "1", "--size", "64", "--labelled", "1");
        here("phantom", "--output", at("other"), "--studies", "6", "--seed", "2", "--size", "64", "--labelled", "1");
        here("ingest", "--input", at("cohort"), "--output", at("shards"));
        here("ingest", "--input", at("other"), "--output", at("shards-b"));
        here("train", "--shards", at("shards"), "--output", at("run"), "--config", at("recipe.yaml"));
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static void here(String... words) {
        done(Submitted.locally(words));
    }

    private static Submitted.Outcome done(Submitted job) {
        try (job) {
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            return outcome;
        }
    }

    private static Submitted onCluster(LocalCluster cluster, String events, String... words) {
        Map<String, String> environment = Map.of("MMDINO_SUBMIT_OPTS", SPARK, "MMDINO_EVENT_LOG", at(events));
        return Submitted.to(cluster, environment, words);
    }

    private static String[] evaluation(String output) {
        List<String> words = new ArrayList<>(List.of("evaluate", "--model", at("run"), "--train", at("shards")));
        words.addAll(List.of("--test", at("shards-b"), "--output", at(output)));
        words.addAll(List.of("--set", "evaluation.windows-per-axis=1", "--set", "evaluation.smallest-subset=4"));
        return words.toArray(String[]::new);
    }

    @Test
    void executorsComputeTheFeaturesOfAnEvaluation(LocalCluster cluster) throws IOException {
        here(evaluation("here.json"));
        done(onCluster(cluster, "events-evaluate", evaluation("there.json")));

        assertThat(folder.resolve("there.json")).hasSameBinaryContentAs(folder.resolve("here.json"));
        Map<String, Integer> tasks = tasks(events("events-evaluate"), "mm-dinov2 evaluate");
        assertThat(tasks).hasSize(2).doesNotContainKey("driver");
    }

    @Test
    void aKilledExecutorChangesNoScore(LocalCluster cluster) throws IOException {
        String[] common = {"score", "--model", at("run"), "--input", at("cohort"), "--output"};
        here(with(common, at("scores-here")));
        try (Submitted job = onCluster(cluster, "events-score", with(common, at("scores-there")))) {
            LocalCluster.awaitTrue("the stage of inference", () -> {
                assertThat(job.driver().isAlive()).as(job.printed()).isTrue();
                return Files.isDirectory(folder.resolve("events-score"))
                        && !stages(events("events-score"), "mm-dinov2 score").isEmpty();
            });
            LocalCluster.kill(cluster.awaitExecutors(2).get(0));
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            assertThat(outcome.out()).contains("24 studies scored, 0 refused");
        }

        assertThat(folder.resolve("scores-there/scores.csv"))
                .hasSameBinaryContentAs(folder.resolve("scores-here/scores.csv"));
        List<JsonNode> events = events("events-score");
        assertThat(events).anyMatch(event -> event.path("Event").asText().equals("SparkListenerExecutorRemoved"));
        assertThat(tasks(events, "mm-dinov2 score")).doesNotContainKey("driver").satisfies(tasks -> assertThat(
                        tasks.values().stream().mapToInt(n -> n).sum())
                .isGreaterThan(2));
    }

    private static String[] with(String[] words, String last) {
        return Stream.concat(Stream.of(words), Stream.of(last)).toArray(String[]::new);
    }

    /** Events so far of the one application that wrote into a folder. */
    private static List<JsonNode> events(String name) {
        List<JsonNode> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                String text = Scripts.read(file);
                text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> events.add(parsed(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Integer> stages(List<JsonNode> events, String group) {
        Set<Integer> stages = new TreeSet<>();
        for (JsonNode event : events) {
            if (event.path("Event").asText().equals("SparkListenerJobStart")
                    && event.at("/Properties/spark.jobGroup.id").asText().equals(group)) {
                event.path("Stage IDs").forEach(stage -> stages.add(stage.asInt()));
            }
        }
        return stages;
    }

    /** Number of tasks of a job group that ended well, by executor. */
    private static Map<String, Integer> tasks(List<JsonNode> events, String group) {
        Set<Integer> stages = stages(events, group);
        Map<String, Integer> tasks = new TreeMap<>();
        for (JsonNode event : events) {
            if (event.path("Event").asText().equals("SparkListenerTaskEnd")
                    && stages.contains(event.path("Stage ID").asInt())
                    && !event.at("/Task Info/Failed").asBoolean()) {
                tasks.merge(event.at("/Task Info/Executor ID").asText(), 1, Integer::sum);
            }
        }
        return tasks;
    }
}
