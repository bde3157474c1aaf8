package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments and environment that submit/mm-dinov2 passes to spark-submit, recorded by a script in its place. */
@Timeout(300)
class SubmitCommandIT {

    @TempDir
    Path folder;

    private Path spark;

    @BeforeEach
    void installSpark() throws IOException {
        spark = Files.createDirectories(folder.resolve("spark/bin")).getParent();
        Path submit = spark.resolve("bin/spark-submit");
        Files.writeString(
                submit,
                """
                #!/bin/bash
                printf '%s\\n' "$@" >'FOLDER/arguments'
                while (($#)); do [[ $1 != --properties-file ]] || cat "$2" >'FOLDER/properties'; shift; done
                """
                        .replace("FOLDER", folder.toString()));
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(spark.resolve("conf"));
        Files.writeString(spark.resolve("conf/spark-defaults.conf"), "spark.installed.here yes\n");
    }

    private List<String> submitted(String conf, String... words) throws IOException {
        Path file = Files.createFile(
                folder.resolve(conf),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                Files.readString(Scripts.home().resolve("submit").resolve(conf))
                        .replace("#spark.authenticate.secret ", "spark.authenticate.secret "));
        List<String> all = new java.util.ArrayList<>(List.of("--cluster-conf", file.toString()));
        all.addAll(List.of(words));
        Map<String, String> environment = Map.of("SPARK_HOME", spark.toString(), "MMDINO_EVENT_LOG", "hdfs:///history");
        int code = Scripts.exitCode(Scripts.start("mm-dinov2", folder, environment, all), 30);
        assertThat(code).as(Scripts.read(folder.resolve("err"))).isZero();
        return Files.readAllLines(folder.resolve("arguments"));
    }

    private static String after(String option, List<String> arguments) {
        return arguments.get(arguments.indexOf(option) + 1);
    }

    @ParameterizedTest
    @CsvSource({"standalone.conf, spark://head:7077", "yarn.conf, yarn"})
    void aBuildThatIsHereOnlyIsSentWithTheJob(String conf, String master) throws IOException {
        List<String> arguments = submitted(conf, "ingest", "--input", "hdfs:///archive", "--output", "hdfs:///shards");
        String app = Scripts.home().resolve("spark-job/target/app").toString();
        assertThat(after("--master", arguments)).isEqualTo(master);
        assertThat(after("--class", arguments)).isEqualTo("io.mmdino.cli.Main");
        assertThat(after("--jars", arguments))
                .contains(app + "/lib/nd4j-native-")
                .doesNotContain("spark-core");
        assertThat(after("--driver-java-options", arguments))
                .contains("--add-modules=jdk.incubator.vector", "-Dmmdino.home=" + Scripts.home());
        assertThat(arguments)
                .endsWith(app + "/mm-dinov2.jar", "ingest", "--input", "hdfs:///archive", "--output", "hdfs:///shards");
    }

    @Test
    void anImageThatHasTheBuildIsSentNothingAndTheDriverFindsItToo() throws IOException {
        List<String> arguments = submitted("kubernetes.conf", "train", "--shards", "s3a://bucket/shards");
        assertThat(after("--master", arguments)).isEqualTo("k8s://https://kubernetes.default.svc");
        assertThat(arguments)
                .doesNotContain("--jars")
                .endsWith("spark-internal", "train", "--shards", "s3a://bucket/shards");
        assertThat(after("--driver-class-path", arguments))
                .contains("app/mm-dinov2.jar:")
                .endsWith("app/lib/*");
    }

    @Test
    void theInstallationsPropertiesComeFirstThenOursThenTheClusters() throws IOException {
        submitted("yarn.conf", "ingest");
        List<String> lines = Files.readAllLines(folder.resolve("properties")).stream()
                .filter(line -> line.startsWith("spark."))
                .map(line -> line.split("\\s+")[0])
                .toList();
        assertThat(lines)
                .containsSubsequence(
                        "spark.installed.here",
                        "spark.task.reaper.enabled",
                        "spark.submit.deployMode",
                        "spark.executor.defaultJavaOptions",
                        "spark.eventLog.dir",
                        "spark.executor.instances");
    }

    @Test
    void aMasterThatDoesNotAnswerIsToldAtOnce() {
        int code = Scripts.exitCode(
                Scripts.start("mm-dinov2", folder, Map.of(), List.of("--master", "spark://127.0.0.1:1", "ingest")), 30);
        assertThat(code).isEqualTo(6);
        assertThat(Scripts.read(folder.resolve("err")))
                .isEqualTo(
                        "mm-dinov2: no Spark master answers at spark://127.0.0.1:1; start one (submit/cluster start),"
                                + " or give its right address\n");
    }

    @Test
    void aMasterThatNeedsAnInstalledSparkSaysSo() throws IOException {
        int code = Scripts.exitCode(
                Scripts.start("mm-dinov2", folder, Map.of(), List.of("--master", "yarn", "ingest")), 30);
        assertThat(code).isEqualTo(2);
        assertThat(Scripts.read(folder.resolve("err"))).contains("SPARK_HOME");
    }
}
