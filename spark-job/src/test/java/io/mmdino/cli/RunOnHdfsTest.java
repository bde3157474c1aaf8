package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training into a real HDFS, with a name node and a data node in this process. */
@Timeout(120)
class RunOnHdfsTest {

    private static final String LAST = "checkpoints/step-00000006.safetensors";

    /** Small blocks: HDFS reserves a whole block for every open file, and the tests set quotas of a few checkpoints. */
    private static final String BLOCK = "16384";

    @TempDir
    static Path folder;

    private static MiniDFSCluster cluster;

    @BeforeAll
    static void shardsOnHdfs() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        conf.set("dfs.namenode.fs-limits.min-block-size", "4096");
        conf.set("dfs.blocksize", BLOCK);
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        System.setProperty("spark.hadoop.dfs.blocksize", BLOCK);
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        done(
                "phantom",
                "--output",
                folder.resolve("cohort"),
                "--studies",
                8,
                "--seed",
                1,
                "--labelled",
                1,
                "--size",
                64);
        files().copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(folder.resolve("cohort").toUri()), at("cohort"));
        done("ingest", "--input", at("cohort"), "--output", at("shards"), "--set", "ingest.slices-per-axis=3");
    }

    @AfterAll
    static void stop() {
        System.clearProperty("spark.hadoop.dfs.blocksize");
        cluster.shutdown(true);
    }

    private static FileSystem files() throws IOException {
        return cluster.getFileSystem();
    }

    private static org.apache.hadoop.fs.Path at(String name) {
        return new org.apache.hadoop.fs.Path(cluster.getURI() + "/" + name);
    }

    private static void done(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static CommandRun train(Object output, String... sets) {
        Stream<Object> words = Stream.of(
                "train",
                "--shards",
                at("shards"),
                "--output",
                output,
                "--config",
                folder.resolve("recipe.yaml"),
                "--cache",
                folder.resolve("cache"));
        return CommandRun.of(Stream.concat(words, Stream.of(sets).flatMap(set -> Stream.of("--set", set)))
                .toArray());
    }

    private static JsonNode current(String run) throws IOException {
        return new ObjectMapper().readTree(read(run + "/_CURRENT"));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = files().open(at(name))) {
            return in.readAllBytes();
        }
    }

    private static void assertSame(String run, String local) throws IOException {
        JsonNode files = current(run).get("files");
        for (String name : List.of(LAST, "best.safetensors", "metrics.jsonl", "classifier.json", "settings.yaml")) {
            assertThat(read(run + "/" + files.get(name).get("object").asText()))
                    .as(name)
                    .isEqualTo(Files.readAllBytes(folder.resolve(local).resolve(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aQuotaThatIsFullEndsTheRunClearlyAndItGoesOnToTheSameBytes(int workers) throws IOException {
        String name = "run-" + workers;
        String[] sets = {"averaging.workers=" + workers, "train.lanes=1"};
        CommandRun local = train(folder.resolve(name), sets);
        assertThat(local.code()).as(local.err()).isZero();
        long checkpoint = Files.size(folder.resolve(name).resolve(LAST));
        DistributedFileSystem hdfs = (DistributedFileSystem) files();
        hdfs.mkdirs(at("full"));
        // Room for one checkpoint and small files: the second finds none.
        hdfs.setQuota(at("full"), HdfsConstants.QUOTA_DONT_SET, 2 * checkpoint);
        CommandRun failed = train(at("full/" + name), sets);
        assertThat(failed.code()).as(failed.out()).isEqualTo(ExitCode.LATER);
        assertThat(failed.err()).contains("no space is left").contains("raise the quota");
        assertThat(current("full/" + name).get("files").has(LAST)).isFalse();
        hdfs.setQuota(at("full"), HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
        CommandRun resumed = train(at("full/" + name), sets);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertSame("full/" + name, name);
        hdfs.delete(at("full"), true);
    }

    @Test
    void theDriversAveragingWritesThereTooAndScoreReadsFromThere() throws IOException {
        String[] sets = {"averaging.workers=2", "train.lanes=1", "averaging.method=driver", "losses.koleo-weight=0"};
        CommandRun local = train(folder.resolve("two"), sets);
        assertThat(local.code()).as(local.err()).isZero();
        CommandRun trained = train(at("two"), sets);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertSame("two", "two");
        done("score", "--model", at("two"), "--input", at("cohort"), "--output", at("scores"));
        done(
                "score",
                "--model",
                folder.resolve("two"),
                "--input",
                folder.resolve("cohort"),
                "--output",
                folder.resolve("scores"));
        assertThat(read("scores/scores.csv")).isEqualTo(Files.readAllBytes(folder.resolve("scores/scores.csv")));
    }
}
