package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.run.Bucket;
import io.mmdino.run.FaultyLink;
import io.mmdino.run.FaultyLink.Fault;
import io.mmdino.run.S3Server;
import io.mmdino.run.SeededFaults;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real S3 server whose connection fails in every way, against the same job on a local disk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class JobOnS3Test {

    private static final String LAST = "checkpoints/step-00000006.safetensors";
    private static final String STAGES = "spark.stage.maxConsecutiveAttempts";
    private static final String TIMEOUT = "spark.hadoop.mmdino.store.timeout";

    @TempDir
    static Path folder;

    private static final Map<String, String> SETTINGS = new TreeMap<>();
    private static final StringBuilder PRINTED = new StringBuilder();
    private static S3Server server;
    private static FaultyLink link;
    private static Bucket bucket;

    @BeforeAll
    static void cohortOnDiskAndInTheBucket() throws IOException, InterruptedException {
        server = S3Server.start();
        link = FaultyLink.to(server.port());
        bucket = Bucket.make("archive", link);
        bucket.settings().forEach((key, value) -> SETTINGS.put("spark.hadoop." + key, value));
        SETTINGS.put(TIMEOUT, "20s");
        SETTINGS.put("spark.hadoop.mmdino.store.pause", "20ms");
        SETTINGS.put("spark.hadoop.mmdino.claim.lease", "20s");
        SETTINGS.put("spark.eventLog.enabled", "true");
        SETTINGS.put(
                "spark.eventLog.dir",
                Files.createDirectories(at("events")).toUri().toString());
        SETTINGS.forEach(System::setProperty);
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        done("phantom", "--output", at("cohort"), "--studies", 8, "--seed", 1, "--labelled", 1, "--size", 64);
        bucket.upload(at("cohort"), "cohort");
    }

    @AfterAll
    static void stop() throws IOException {
        SETTINGS.keySet().forEach(System::clearProperty);
        link.close();
        server.close();
    }

    @AfterEach
    void theConnectionIsGoodAgain() {
        link.follow((method, path) -> Fault.NONE);
    }

    private static Path at(String name) {
        return folder.resolve(name);
    }

    private static CommandRun run(Object... words) {
        CommandRun run = CommandRun.of(words);
        PRINTED.append(run.out()).append(run.err());
        return run;
    }

    private static void done(Object... words) {
        CommandRun run = run(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static CommandRun ingest(Object input, Object output) {
        return run("ingest", "--input", input, "--output", output, "--set", "ingest.slices-per-axis=3");
    }

    private static CommandRun train(Object shards, Object output, Object... more) {
        return trainWith(at("cache"), shards, output, more);
    }

    private static CommandRun trainWith(Path cache, Object shards, Object output, Object... more) {
        Object[] words = {
            "train", "--shards", shards, "--output", output, "--config", at("recipe.yaml"), "--cache", cache
        };
        return run(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
    }

    /** Faults of every kind at one request in seven, equal on every machine. */
    private static void everythingFailsNowAndThen() {
        link.follow(SeededFaults.ofAll());
    }

    @Test
    @Order(1)
    void ingestEndsWithTheSameBytesWhateverFailsOnTheWay() throws IOException {
        assertThat(ingest(at("cohort"), at("shards")).code()).isZero();
        everythingFailsNowAndThen();
        CommandRun ingested = ingest(bucket.at("cohort"), bucket.at("shards"));
        assertThat(ingested.code()).as(ingested.err()).isZero();
        assertThat(link.spoiled()).isGreaterThan(10);
        assertThat(link.copies()).as("objects that the store copied").isZero();
        theConnectionIsGoodAgain();
        ShardState local = new ShardFolder(new Configuration(), at("shards").toString()).finished();
        JsonNode stored = new ObjectMapper().readTree(bucket.read("shards/_CURRENT"));
        assertThat(stored.get("complete").asBoolean()).isTrue();
        byte[] index = bucket.read("shards/" + stored.get("index").get("file").asText());
        assertThat(index)
                .isEqualTo(Files.readAllBytes(at("shards/run-000001/index-00001.json")))
                .isNotEmpty();
        assertThat(local.files()).isNotEmpty();
        for (ShardState.ShardFile shard : local.files()) {
            assertThat(bucket.read("shards/" + shard.file()))
                    .isEqualTo(Files.readAllBytes(at("shards").resolve(shard.file())));
        }
        assertThat(ingest(bucket.at("cohort"), bucket.at("shards")).code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    @Test
    @Order(2)
    void anIngestThatFailsInTheMiddleLeavesReadersWhatTheyHad() throws IOException {
        byte[] before = bucket.read("shards/_CURRENT");
        done("phantom", "--output", at("more"), "--studies", 3, "--seed", 5, "--labelled", 1, "--size", 64);
        bucket.upload(at("more"), "more");
        link.follow((method, path) -> method.equals("PUT") && path.contains("run-000002") && path.contains("part-")
                ? Fault.SERVER_ERROR
                : Fault.NONE);
        CommandRun failed = ingest(bucket.at("more"), bucket.at("shards"));
        assertThat(failed.code()).as(failed.err()).isEqualTo(ExitCode.LATER);
        theConnectionIsGoodAgain();
        assertThat(bucket.read("shards/_CURRENT")).isEqualTo(before);
        CommandRun inspected = run("inspect", bucket.at("shards"));
        assertThat(inspected.out()).as(inspected.err()).contains("shards, 8 studies");
    }

    @Test
    @Order(3)
    void trainEndsWithTheSameBytesWhateverFailsOnTheWay() throws IOException {
        CommandRun local = train(at("shards"), at("run"));
        assertThat(local.code()).as(local.err()).isZero();
        everythingFailsNowAndThen();
        CommandRun trained = train(bucket.at("shards"), bucket.at("run"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(link.spoiled()).isGreaterThan(5);
        assertThat(trained.out())
                .contains("6 iterations done, weights in " + bucket.at("run/"))
                .contains("classifier for score in " + bucket.at("run/classifier.json"));
        theConnectionIsGoodAgain();
        assertSameRun("run");
        assertThat(train(bucket.at("shards"), bucket.at("run")).code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    /** The files that are compared with those of the local run. */
    private static void assertSameRun(String run) throws IOException {
        JsonNode files = current(run).get("files");
        List<String> names = new ArrayList<>();
        files.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "settings.yaml",
                        "provenance.json",
                        "metrics.jsonl",
                        "classifier.json",
                        "best.safetensors",
                        "checkpoints/step-00000002.safetensors",
                        "checkpoints/step-00000004.safetensors",
                        LAST);
        for (String name : names) {
            assertThat(bucket.read(run + "/" + files.get(name).get("object").asText()))
                    .as(name)
                    .isEqualTo(Files.readAllBytes(at("run").resolve(name)));
        }
        assertThat(bucket.objects(run)).hasSize(names.size() + 1); // _CURRENT: nothing is left lying about
    }

    private static JsonNode current(String run) throws IOException {
        return new ObjectMapper().readTree(bucket.read(run + "/_CURRENT"));
    }

    @Test
    @Order(4)
    void aStoreThatFailsForGoodEndsTheRunAfterItsLimitAndItGoesOnLater() throws IOException {
        System.setProperty(TIMEOUT, "2s");
        link.follow((method, path) ->
                method.equals("PUT") && path.contains("step-00000004") ? Fault.SLOW_DOWN : Fault.NONE);
        CommandRun failed = train(bucket.at("shards"), bucket.at("run-late"));
        System.setProperty(TIMEOUT, "20s");
        assertThat(failed.code()).as(failed.err()).isEqualTo(ExitCode.LATER);
        assertThat(failed.err())
                .contains("cannot write step-00000004.")
                .contains("the store has refused for 2 s")
                .contains("start again and the run goes on");
        theConnectionIsGoodAgain();
        assertThat(current("run-late").get("files").has("checkpoints/step-00000002.safetensors"))
                .isTrue();
        CommandRun resumed = train(bucket.at("shards"), bucket.at("run-late"));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertSameRun("run-late");
    }

    @Test
    @Order(5)
    void workersOfASparkApplicationWriteThereToo() throws IOException {
        CommandRun local = trainTwo(at("shards"), at("run-two"));
        assertThat(local.code()).as(local.err()).isZero();
        everythingFailsNowAndThen();
        CommandRun trained = trainTwo(bucket.at("shards"), bucket.at("run-two"));
        assertThat(trained.code()).as(trained.err()).isZero();
        theConnectionIsGoodAgain();
        assertSameAsTwoLocalWorkers("run-two");
    }

    /** So many faults that S3A gives up its own retries, or takes the end of the connection for the end of the file. */
    @Test
    @Order(6)
    void workersReadOnWhenEverySecondReadIsCutOrRefused() throws IOException {
        link.follow(SeededFaults.ofContent());
        System.setProperty(STAGES, "1"); // a worker that fails ends the run: readers have to bear it
        CommandRun trained = trainTwo(bucket.at("shards"), bucket.at("run-cut"));
        System.clearProperty(STAGES);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(link.spoiled()).isGreaterThan(20);
        theConnectionIsGoodAgain();
        assertSameAsTwoLocalWorkers("run-cut");
    }

    private static CommandRun trainTwo(Object shards, Object output) throws IOException {
        // A cache of its own: windows that were copied before are not read from the shards again.
        Path cache = Files.createTempDirectory(folder, "cache-");
        return trainWith(cache, shards, output, "--set", "averaging.workers=2", "--set", "train.lanes=1");
    }

    private static void assertSameAsTwoLocalWorkers(String run) throws IOException {
        JsonNode files = current(run).get("files");
        for (String name : List.of(LAST, "metrics.jsonl", "classifier.json", "best.safetensors")) {
            assertThat(bucket.read(run + "/" + files.get(name).get("object").asText()))
                    .as(name)
                    .isEqualTo(Files.readAllBytes(at("run-two").resolve(name)));
        }
    }

    @Test
    @Order(7)
    void aDamagedCheckpointIsPassedOver() throws IOException {
        JsonNode files = current("run-late").get("files");
        String object = "run-late/" + files.get(LAST).get("object").asText();
        byte[] bytes = bucket.read(object);
        bytes[bytes.length - 5] ^= 1;
        bucket.upload(Files.write(at("damaged"), bytes), object);
        CommandRun exported = run(
                "export",
                "--model",
                bucket.at("run-late"),
                "--checkpoint",
                "last",
                "--output",
                at("older.safetensors"));
        assertThat(exported.out()).as(exported.err()).contains("step-00000004");
    }

    @Test
    @Order(8)
    void evaluateExportScoreAndInspectGiveTheSameFromThere() throws IOException {
        everythingFailsNowAndThen();
        for (String where : List.of("local", "stored")) {
            boolean stored = where.equals("stored");
            Object model = stored ? bucket.at("run") : at("run");
            Object shards = stored ? bucket.at("shards") : at("shards");
            done("evaluate", "--model", model, "--train", shards, "--test", shards, "--output", out(stored, "e.json"));
            done("export", "--model", model, "--output", out(stored, "teacher.safetensors"));
            done(
                    "score",
                    "--model",
                    model,
                    "--input",
                    stored ? bucket.at("cohort") : at("cohort"),
                    "--output",
                    out(stored, "scores"));
            assertThat(run("inspect", model).out()).contains("run, 6 of 6 iterations", "classifier for score: there");
            assertThat(run("inspect", out(stored, "teacher.safetensors")).out()).contains("safetensors,");
        }
        theConnectionIsGoodAgain();
        for (String file :
                List.of("e.json", "e.txt", "teacher.safetensors", "scores/scores.csv", "scores/scores.parquet")) {
            assertThat(bucket.read("out/" + file))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(at("out").resolve(file)));
        }
    }

    private static Object out(boolean stored, String file) throws IOException {
        Files.createDirectories(at("out"));
        return stored ? bucket.at("out/" + file) : at("out").resolve(file);
    }

    @Test
    @Order(9)
    void aSecondTrainOfOneRunIsBusyAndTheFirstEndsWell() throws IOException {
        // The second begins while the first is about to send its first checkpoint.
        AtomicInteger once = new AtomicInteger();
        link.follow((method, path) -> {
            if (method.equals("PUT") && path.contains("run-shared/checkpoints/") && once.getAndIncrement() == 0) {
                CommandRun second = train(bucket.at("shards"), bucket.at("run-shared"));
                assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.BUSY);
                assertThat(second.err()).contains("another train is at work in " + bucket.at("run-shared"));
            }
            return Fault.NONE;
        });
        CommandRun first = train(bucket.at("shards"), bucket.at("run-shared"));
        assertThat(first.code()).as(first.err()).isZero();
        assertSameRun("run-shared");
    }

    @Test
    @Order(10)
    void aPlaceThatHoldsSomethingElseIsRefused() {
        CommandRun onShards = train(bucket.at("shards"), bucket.at("shards"));
        assertThat(onShards.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(onShards.err()).contains("is no run's");
        CommandRun onCohort = train(bucket.at("shards"), bucket.at("cohort"));
        assertThat(onCohort.code()).isEqualTo(ExitCode.USAGE);
        assertThat(onCohort.err()).contains("exists and holds something else than a run");
        CommandRun nowhere = run("export", "--model", bucket.at("nowhere"), "--output", at("never.safetensors"));
        assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE);
        assertThat(nowhere.err()).contains("holds no run");
    }

    @Test
    @Order(11)
    void credentialsInAnAddressAreRefusedUnprinted() {
        CommandRun refused = run("inspect", "s3a://someone:hunter2@archive/run");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.out() + refused.err()).doesNotContain("hunter2").contains("AWS_SECRET_ACCESS_KEY");
    }

    @Test
    @Order(12)
    void theSecretKeyIsInNoOutputOfAnyCommand() throws IOException {
        assertThat(at("events")).isNotEmptyDirectory();
        assertThat(PRINTED).isNotEmpty().doesNotContain(S3Server.SECRET);
        bucket.objects("").forEach((name, bytes) -> assertHasNoSecret(name, bytes));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertHasNoSecret(file.toString(), Files.readAllBytes(file));
            }
        }
    }

    /** What the first test counts: a rename makes the store copy. */
    @Test
    @Order(13)
    void aRenameIsACopyOnTheStore() throws IOException {
        Configuration conf = new Configuration();
        bucket.settings().forEach(conf::set);
        org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(bucket.at("renamed/a"));
        theConnectionIsGoodAgain();
        try (org.apache.hadoop.fs.FileSystem files = org.apache.hadoop.fs.FileSystem.newInstance(from.toUri(), conf)) {
            files.create(from).close();
            files.rename(from, from.suffix("b"));
            files.delete(from.getParent(), true);
        }
        assertThat(link.copies()).isPositive();
    }

    private static void assertHasNoSecret(String name, byte[] bytes) {
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1).contains(S3Server.SECRET))
                .as(name)
                .isFalse();
    }
}
