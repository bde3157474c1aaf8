package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mmdino.cluster.WorkerProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.package$;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** The files of submit/ that a user copies and edits, and the scripts that need no build. */
class SubmitFilesTest {

    /** Settings of modules that are not on the class path here, and settings whose second half is free text. */
    private static final String OTHERS =
            "spark\\.(kubernetes|yarn)\\..*|spark\\.(hadoop|executorEnv)\\..*|spark\\.(executor|task)\\.resource\\.gpu\\..*";

    /** Settings that Spark reads without declaring an entry. */
    private static final List<String> UNREGISTERED = List.of(
            "spark.master",
            "spark.cores.max",
            "spark.files",
            "spark.driver.blockManager.port",
            "spark.network.crypto.enabled",
            "spark.network.crypto.cipher",
            "spark.network.crypto.saslFallback");

    @TempDir
    Path folder;

    private static Path file(String name) {
        return Scripts.home().resolve("submit").resolve(name);
    }

    /** Properties of this program, which Spark passes on. */
    private static final Set<String> OURS = Set.of(WorkerProfile.CPUS, WorkerProfile.GPUS);

    @ParameterizedTest
    @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes.conf"})
    void everyLineInUseOrNotIsAPropertyThatSparkKnowsWithAValueThatItTakes(String name) throws IOException {
        Path all = folder.resolve(name);
        Files.write(
                all,
                Files.readAllLines(file(name)).stream()
                        .map(line -> line.replaceFirst("^#(?=spark\\.)", ""))
                        .toList());
        Map<String, String> properties =
                new TreeMap<>(JavaConverters.mapAsJavaMapConverter(Utils.getPropertiesFromFile(all.toString()))
                        .asJava());
        assertThat(properties).containsKey("spark.master").hasSizeGreaterThan(10);
        assertThat(package$.MODULE$.EXECUTOR_MEMORY().key())
                .isEqualTo("spark.executor.memory"); // loads Spark's entries
        assertThat(properties.keySet())
                .filteredOn(key -> !isKnown(key) && !OURS.contains(key))
                .isEmpty();
        properties.forEach(SubmitFilesTest::requireTaken);
    }

    private static boolean isKnown(String key) {
        return ConfigEntry.findEntry(key) != null || key.matches(OTHERS) || UNREGISTERED.contains(key);
    }

    private static void requireTaken(String key, String value) {
        Optional.ofNullable(ConfigEntry.findEntry(key))
                .ifPresent(entry -> assertThatCode(() -> entry.valueConverter().apply(value))
                        .as(key + " " + value)
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes.conf"})
    void oneWorkerHasAnExecutorToItself(String name) {
        SparkConf conf = new SparkConf(false);
        for (Tuple2<String, String> property : JavaConverters.seqAsJavaListConverter(
                        Utils.getPropertiesFromFile(file(name).toString()).toSeq())
                .asJava()) {
            conf.set(property._1(), property._2());
        }
        assertThat(conf.get("spark.mmdino.worker.cpus")).isEqualTo(conf.get("spark.executor.cores"));
        assertThat(conf.getInt("spark.task.cpus", 1))
                .as("cores of a task of ingest")
                .isEqualTo(1);
        assertThat(conf.getDouble("spark.scheduler.minRegisteredResourcesRatio", 0))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes.conf"})
    void dataAreAuthenticatedAndEncryptedOnTheWireAndOnDisks(String name) {
        Map<String, String> conf = JavaConverters.mapAsJavaMapConverter(
                        Utils.getPropertiesFromFile(file(name).toString()))
                .asJava();
        assertThat(conf)
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.network.crypto.enabled", "true")
                .containsEntry("spark.network.crypto.saslFallback", "false")
                .containsEntry("spark.io.encryption.enabled", "true")
                .doesNotContainKey("spark.authenticate.secret"); // one that everybody knows
        TransportConf transport = new TransportConf("rpc", new MapConfigProvider(conf));
        assertThat(transport.cipherTransformation()).isEqualTo("AES/GCM/NoPadding");
    }

    @Test
    void theManifestsParseAndNameEachOther() throws IOException {
        Map<String, JsonNode> manifests = new TreeMap<>();
        try (MappingIterator<JsonNode> all = new YAMLMapper()
                .readerFor(JsonNode.class)
                .readValues(file("kubernetes.yaml").toFile())) {
            all.forEachRemaining(one -> manifests.put(one.path("kind").asText(), one));
        }
        assertThat(manifests)
                .containsOnlyKeys(
                        "Namespace",
                        "ServiceAccount",
                        "Role",
                        "RoleBinding",
                        "PersistentVolumeClaim",
                        "Service",
                        "Pod");
        Map<String, String> conf = JavaConverters.mapAsJavaMapConverter(
                        Utils.getPropertiesFromFile(file("kubernetes.conf").toString()))
                .asJava();
        JsonNode driver = manifests.get("Pod");
        assertThat(driver.at("/metadata/name").asText()).isEqualTo(conf.get("spark.kubernetes.driver.pod.name"));
        assertThat(driver.at("/spec/serviceAccountName").asText())
                .isEqualTo(manifests.get("ServiceAccount").at("/metadata/name").asText());
        assertThat(driver.at("/metadata/labels"))
                .isEqualTo(manifests.get("Service").at("/spec/selector"));
        assertThat(manifests.get("Service").at("/spec/ports/0/port").asText()).isEqualTo(conf.get("spark.driver.port"));
        assertThat(conf.get("spark.driver.host"))
                .isEqualTo(
                        driver.at("/metadata/name").asText() + "." + conf.get("spark.kubernetes.namespace") + ".svc");
    }

    @Test
    void executorsMountTheClaimOfTheManifests() throws IOException {
        JsonNode pod = new YAMLMapper().readTree(file("executor-pod.yaml").toFile());
        assertThat(pod.at("/kind").asText()).isEqualTo("Pod");
        assertThat(pod.at("/spec/containers/0/name").asText()).isEqualTo("spark-kubernetes-executor");
        assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("mm-dinov2-data");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/mountPath").asText())
                .isEqualTo("/data");
    }

    @Test
    void everyScriptIsABashScript() throws Exception {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(file(""))) {
            scripts = files.filter(Files::isExecutable)
                    .filter(Files::isRegularFile)
                    .toList();
        }
        assertThat(scripts)
                .extracting(script -> script.getFileName().toString())
                .contains("mm-dinov2", "cluster", "history", "gpu-discovery.sh");
        for (Path script : scripts) {
            assertThat(Files.readAllLines(script).get(0)).isEqualTo("#!/usr/bin/env bash");
            assertThat(run("", "bash", "-n", script.toString()).code())
                    .as(script.toString())
                    .isZero();
        }
    }

    @Test
    void theGpusOfAMachineAreToldAsSparkReadsThem() throws Exception {
        Run found = discover("0\n1\n7\n", 0);
        assertThat(found.code()).as(found.text()).isZero();
        ResourceInformation gpus = ResourceInformation.parseJson(found.text());
        assertThat(gpus.name()).isEqualTo("gpu");
        assertThat(gpus.addresses()).containsExactly("0", "1", "7");
        assertThat(new ObjectMapper().readTree(found.text()).path("addresses")).hasSize(3);
    }

    @Test
    void aMachineWithoutAWorkingDriverSaysSo() throws Exception {
        Run none = discover("No devices were found\n", 0);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.text()).contains("nvidia-smi says 'No devices were found'");
        assertThat(discover("", 9).code()).isNotZero();
        Run missing = run("/usr/bin:/bin", file("gpu-discovery.sh").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.text()).contains("no nvidia-smi on PATH");
    }

    private Run discover(String answer, int code) throws Exception {
        Path smi = folder.resolve("nvidia-smi");
        Files.writeString(folder.resolve("answer"), answer);
        Files.writeString(
                smi,
                "#!/bin/sh\n[ \"$*\" = '--query-gpu=index --format=csv,noheader' ] || exit 6\ncat '"
                        + folder.resolve("answer") + "'\nexit " + code + "\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
        return run(folder + ":/usr/bin:/bin", file("gpu-discovery.sh").toString());
    }

    private record Run(int code, String text) {}

    private static Run run(String path, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (!path.isEmpty()) {
            builder.environment().put("PATH", path);
        }
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text.strip());
    }
}
