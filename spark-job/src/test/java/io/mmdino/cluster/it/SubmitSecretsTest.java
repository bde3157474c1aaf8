package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts of submit/ refuse about secrets, before they build or start anything. */
class SubmitSecretsTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw-----w-", "rw--w----"})
    void aFileWithASecretThatOthersCanReadIsRefused(String rights) throws IOException {
        for (String key : new String[] {
            "spark.authenticate.secret ",
            "spark.authenticate.secret=",
            "  spark.hadoop.fs.s3a.secret.key ",
            "spark.hadoop.fs.s3a.bucket.mri.secret.key ",
            "spark.hadoop.fs.s3a.session.token:"
        }) {
            Path conf = conf(rights, "spark.master spark://127.0.0.1:1\n" + key + SECRET + "\n");
            Path link = folder.resolve("link");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, conf);
            for (Path file : List.of(conf, link)) {
                String said = refused(Map.of(), "--cluster-conf", file.toString(), "ingest");
                assertThat(said)
                        .as(key)
                        .contains(
                                "--cluster-conf is " + file + ", which holds a secret and can be read by others",
                                "chmod 600 " + file)
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void aFileOfTheOwnerAloneAndOneWithoutSecretsAreTaken() throws IOException {
        Path mine = conf("rw-------", "spark.master spark://nowhere\nspark.authenticate.secret " + SECRET + "\n");
        assertThat(said(Map.of(), "--cluster-conf", mine.toString(), "ingest")).doesNotContain("read by others");
        Path plain = conf("rw-r--r--", "spark.master spark://nowhere\nspark.authenticate.secret.file /x\n");
        assertThat(said(Map.of(), "--cluster-conf", plain.toString(), "ingest")).doesNotContain("read by others");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--conf spark.authenticate.secret=",
                "--conf spark.executor.cores=2 --conf spark.hadoop.fs.s3a.secret.key=",
                "--conf spark.hadoop.fs.s3a.bucket.mri.session.token="
            })
    void secretsOnACommandLineAreRefusedAndNotRepeated(String option) throws IOException {
        for (String variable : List.of("MMDINO_SUBMIT_OPTS", "MMDINO_JAVA_OPTS")) {
            String said = refused(
                    Map.of(variable, option.replace("--conf ", "-D") + SECRET),
                    "--master",
                    "spark://127.0.0.1:1",
                    "ingest");
            assertThat(said).contains("list of processes").doesNotContain(SECRET);
        }
    }

    @Test
    void theClustersSecretCannotBeGivenOnItsCommandLine() {
        int code = Scripts.exitCode(
                Scripts.start(
                        "cluster",
                        folder,
                        Map.of(),
                        List.of("start", "--dir", folder + "/c", "--conf", "spark.authenticate.secret=" + SECRET)),
                60);
        assertThat(code).isEqualTo(2);
        assertThat(Scripts.read(folder.resolve("err")))
                .contains("list of processes")
                .doesNotContain(SECRET);
        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void theHelpOfClusterSaysThatOpenIsTheExceptionAndNotTheRule() {
        assertThat(Scripts.exitCode(Scripts.start("cluster", folder, Map.of(), List.of("--help")), 60))
                .isZero();
        assertThat(Scripts.read(folder.resolve("out"))).contains("--open ", "run code as you", "holders of a secret");
    }

    private Path conf(String rights, String content) throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.conf"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private String refused(Map<String, String> environment, String... words) {
        int code = Scripts.exitCode(Scripts.start("mm-dinov2", folder, environment, List.of(words)), 60);
        String said = Scripts.read(folder.resolve("err"));
        assertThat(code).as(said).isEqualTo(2);
        return said;
    }

    private String said(Map<String, String> environment, String... words) {
        Scripts.exitCode(Scripts.start("mm-dinov2", folder, environment, List.of(words)), 60);
        return Scripts.read(folder.resolve("err"));
    }
}
