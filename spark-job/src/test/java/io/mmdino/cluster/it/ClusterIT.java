package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

@ExtendWith(SharedCluster.class)
@Timeout(900)
class ClusterIT {

    @TempDir
    Path folder;

    @Test
    void aJobRunsOnTheExecutorsOfBothWorkers(LocalCluster cluster) throws IOException {
        long before = executorsSoFar(cluster);
        ingestPhantoms(cluster);
        assertThat(cluster.workers()).hasSize(2);
        assertThat(executorsSoFar(cluster) - before).isEqualTo(2);
        cluster.awaitExecutors(0);
    }

    @Test
    void onlyHoldersOfTheSecretReachTheMasterAndNothingStaysBehind() throws IOException {
        List<ProcessHandle> all;
        Path home = folder.resolve("cluster");
        try (LocalCluster cluster = LocalCluster.start(home, "--workers", "1", "--memory", "2g")) {
            assertThat(cluster.script(List.of("start"), 1)).contains("a cluster runs already", cluster.url());
            all = List.of(cluster.master(), cluster.workers().get(0));
            String secret = secret(cluster);
            assertThat(all).noneMatch(process -> commandLine(process).contains(secret));
            assertThatThrownBy(() -> lookUp(cluster, new SparkConf(false))).isInstanceOf(Exception.class);
            assertThatThrownBy(() -> lookUp(cluster, holding("0".repeat(64)))).isInstanceOf(Exception.class);
            assertThatCode(() -> lookUp(cluster, holding(secret))).doesNotThrowAnyException();
            ingestPhantoms(cluster);
        }
        assertThat(all).noneMatch(ProcessHandle::isAlive);
        assertThat(home).isDirectoryNotContaining("glob:**{submit.conf,work,pids}");
    }

    private void ingestPhantoms(LocalCluster cluster) {
        String cohort = folder.resolve("cohort").toString();
        String shards = folder.resolve("shards").toString();
        try (Submitted job = Submitted.locally("phantom", "--output", cohort, "--studies", "4", "--seed", "1")) {
            assertThat(job.await(120).exitCode()).isZero();
        }
        try (Submitted job = Submitted.to(cluster, "ingest", "--input", cohort, "--output", shards)) {
            Submitted.Outcome outcome = job.await(240);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("4 studies taken");
        }
    }

    /** The executors' folders {@code work/APPLICATION/EXECUTOR}. */
    private static long executorsSoFar(LocalCluster cluster) throws IOException {
        Path work = cluster.folder().resolve("work");
        try (Stream<Path> files = Files.walk(work, 2)) {
            return files.filter(file -> work.relativize(file).getNameCount() == 2)
                    .count();
        }
    }

    /** Requests the endpoint of the master, as drivers and workers do first; throws when the master refuses. */
    private static void lookUp(LocalCluster cluster, SparkConf conf) {
        conf.set("spark.rpc.lookupTimeout", "10s").set("spark.driver.bindAddress", "127.0.0.1");
        SecurityManager security = new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
        RpcEnv here = RpcEnv.create("stranger", "127.0.0.1", 0, conf, security, true);
        try {
            here.setupEndpointRef(RpcAddress.fromSparkURL(cluster.url()), "Master");
        } finally {
            here.shutdown();
            here.awaitTermination();
        }
    }

    private static SparkConf holding(String secret) {
        return new SparkConf(false)
                .set("spark.authenticate", "true")
                .set("spark.authenticate.secret", secret)
                .set("spark.network.crypto.enabled", "true")
                .set("spark.network.crypto.cipher", "AES/GCM/NoPadding");
    }

    private static String secret(LocalCluster cluster) {
        String key = "spark.authenticate.secret ";
        return Scripts.read(cluster.conf())
                .lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(ProcessHandle process) {
        return Scripts.read(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    }
}
