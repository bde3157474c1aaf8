package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.claim.BusyException;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ingests of seven studies in waves of two, which end in the middle. */
class WavesTest {

    private static final int STUDIES = 7;

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    @BeforeEach
    void cohort() throws IOException {
        SmallCohort cohort = new SmallCohort(temp.resolve("archive"));
        for (int i = 1; i < STUDIES; i++) {
            cohort.full("00" + i);
        }
        cohort.study("007", "seg"); // refused without being read
    }

    @AfterEach
    void diskHasSpaceAgain() {
        System.clearProperty(FullDisk.PROPERTY);
    }

    private IngestSummary ingest(String output) throws IOException {
        return Ingestion.run(spark, request(output), Progress.silent());
    }

    private IngestRequest request(String output) {
        return IngestRequest.of(temp.resolve("archive").toString(), output, IdKey.publicDefault(), settings());
    }

    private static IngestSettings settings() {
        return SmallCohort.settings().withShards(1, 2);
    }

    private ShardState state(String output) throws IOException {
        return new ShardFolder(conf, output).finished();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"shards-00001/part", "shards-00002/part", "manifest-00002", "index-00003", "manifest-00003"})
    void aRunThatFailsGoesOnWhereItWasAndEndsWithTheSameShards(String where) throws IOException {
        String output = "full://" + temp.resolve("shards");
        System.setProperty(FullDisk.PROPERTY, where);
        assertThatThrownBy(() -> ingest(output)).hasMessageContaining("no space left");
        int waves = where.contains("1/") ? 0 : where.contains("3") ? 2 : 1;
        if (waves > 0) {
            ShardState partial = state(output);
            assertThat(partial.complete()).isFalse();
            assertThat(partial.run()).isEqualTo(1);
            assertThat(partial.shards()).hasSize(2 * waves);
            assertThat(onlyNamedFiles(temp.resolve("shards"), partial)).isTrue();
        }
        System.clearProperty(FullDisk.PROPERTY);
        IngestSummary summary = ingest(output);
        assertThat(summary.accepted()).isEqualTo(STUDIES - 1 - 2 * waves);
        assertThat(summary.notes().stream().anyMatch(note -> note.contains("was interrupted goes on: " + 2 * waves)))
                .isEqualTo(waves > 0);
        assertSameAsUndisturbed(temp.resolve("shards"));
    }

    private boolean onlyNamedFiles(Path folder, ShardState state) throws IOException {
        List<String> named = new ArrayList<>(
                state.files().stream().map(ShardState.ShardFile::file).toList());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains("/part-"))
                    .map(file -> folder.relativize(file).toString())
                    .allMatch(named::contains);
        }
    }

    /** Shards and index byte by byte, the manifest row by row. */
    private void assertSameAsUndisturbed(Path folder) throws IOException {
        ingest(temp.resolve("other").toString());
        ShardState whole = state(temp.resolve("other").toString());
        ShardState resumed = state(folder.toString());
        assertThat(resumed.complete()).isTrue();
        assertThat(resumed.version()).isEqualTo(whole.version());
        assertThat(resumed.files()).isEqualTo(whole.files());
        assertThat(resumed.shards()).isEqualTo(whole.shards());
        assertThat(bytes(folder)).isEqualTo(bytes(temp.resolve("other")));
        assertThat(Manifest.read(new ShardFolder(conf, folder.toString()), resumed)
                        .entries())
                .isEqualTo(Manifest.read(
                                new ShardFolder(conf, temp.resolve("other").toString()), whole)
                        .entries());
        assertThat(temp.resolve("shards.crosswalk.csv")).hasSameTextualContentAs(temp.resolve("other.crosswalk.csv"));
    }

    private static Map<String, String> bytes(Path folder) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (name.endsWith(".json") || name.contains("/part-")) {
                    bytes.put(name, Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
                }
            }
        }
        return bytes;
    }

    @Test
    void aKilledProcessIsContinuedByTheNext() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:-UsePerfData"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), temp.toString()));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue())
                    .as(Files.readString(temp.resolve("log")))
                    .isEqualTo(Child.KILLED);
        } finally {
            child.destroyForcibly();
        }
        ShardState partial = state(temp.resolve("shards").toString());
        assertThat(partial.complete()).isFalse();
        assertThat(partial.shards()).hasSize(4);
        assertThat(ingest(temp.resolve("shards").toString()).accepted()).isEqualTo(2);
        assertSameAsUndisturbed(temp.resolve("shards"));
    }

    /** An ingest that ends without a word, as by SIGKILL, while it cuts the third wave. */
    public static final class Child {

        static final int KILLED = 137;

        private Child() {}

        public static void main(String[] args) throws IOException {
            Path temp = Path.of(args[0]);
            IngestRequest request = IngestRequest.of(
                    temp.resolve("archive").toString(),
                    temp.resolve("shards").toString(),
                    IdKey.publicDefault(),
                    settings());
            Ingestion.run(LocalSpark.session(), request, (stage, done, total) -> {
                if (stage.equals(IngestRun.READING) && done > 4) {
                    Runtime.getRuntime().halt(KILLED);
                }
            });
        }
    }

    @Test
    void theRunNumberCountsCompletedIngestsAndTheFilesOfTheStateBeforeStay() throws IOException {
        String output = temp.resolve("shards").toString();
        ingest(output);
        ShardState first = state(output);
        assertThat(first.run()).isEqualTo(1);
        assertThat(first.version().before()).isEmpty();
        SmallCohort cohort = new SmallCohort(temp.resolve("archive"));
        for (int i = 1; i < STUDIES; i++) {
            cohort.write("00" + i, "t1", SmallCohort.volume("changed" + i, false), io.mmdino.volume.NiftiType.INT16);
        }
        ingest(output);
        ShardState second = state(output);
        assertThat(second.run()).isEqualTo(2);
        assertThat(second.files()).allMatch(file -> file.file().startsWith("run-000002/"));
        assertThat(second.version().before().orElseThrow().manifest()).isEqualTo(first.manifest());
        first.files().forEach(file -> assertThat(temp.resolve("shards").resolve(file.file()))
                .hasSize(file.bytes()));
        assertThat(Manifest.read(new ShardFolder(conf, output), first).entries())
                .hasSize(STUDIES);
        cohort.full("008");
        ingest(output);
        assertThat(temp.resolve("shards/run-000001")).doesNotExist();
        assertThat(state(output).shards()).hasSize(STUDIES);
    }

    @Test
    void shardsOfWhichLittleIsLeftAreRewrittenByTheNextRun() throws IOException {
        String output = temp.resolve("shards").toString();
        IngestRequest all = IngestRequest.of(
                temp.resolve("archive").toString(), output, IdKey.publicDefault(), SmallCohort.settings());
        Ingestion.run(spark, all, Progress.silent());
        ShardState.ShardFile packed = state(output).files().get(0);
        assertThat(state(output).files()).hasSize(1);
        SmallCohort cohort = new SmallCohort(temp.resolve("archive"));
        for (int i = 1; i < 5; i++) {
            cohort.write("00" + i, "t1", SmallCohort.volume("changed" + i, false), io.mmdino.volume.NiftiType.INT16);
        }
        Ingestion.run(spark, all, Progress.silent());
        assertThat(state(output).files())
                .as("masked, not rewritten yet")
                .contains(packed)
                .hasSize(2);
        Map<String, String> rows = rowHashes(state(output));
        cohort.full("008");
        Ingestion.run(spark, all, Progress.silent());
        assertThat(state(output).files()).doesNotContain(packed).hasSize(3);
        assertThat(rowHashes(state(output))).containsAllEntriesOf(rows);
        assertThat(temp.resolve("shards").resolve(packed.file()))
                .as("for readers of the state before")
                .exists();
        try (io.mmdino.shard.ShardCache cache = io.mmdino.shard.ShardCache.open(conf, output, temp.resolve("cache"))) {
            assertThat(cache.studies()).hasSize(STUDIES);
        }
        Manifest.read(new ShardFolder(conf, output), state(output)).entries().stream()
                .filter(entry -> !entry.shard().isEmpty())
                .forEach(entry -> assertThat(temp.resolve("shards").resolve(entry.shard()))
                        .exists());
    }

    private static Map<String, String> rowHashes(ShardState state) {
        Map<String, String> hashes = new TreeMap<>();
        state.shards().forEach(study -> hashes.put(study.study(), study.sha256()));
        return hashes;
    }

    @Test
    void anIngestThatAnotherHasOvertakenStops() throws IOException {
        String output = temp.resolve("shards").toString();
        List<Throwable> second = new ArrayList<>();
        boolean[] once = new boolean[1];
        assertThatThrownBy(() -> Ingestion.run(spark, request(output), (stage, done, total) -> {
                    if (stage.equals(IngestRun.READING) && done == 4 && !once[0]) {
                        once[0] = true;
                        overtake(output, second);
                    }
                }))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("another ingest");
        assertThat(second).isEmpty();
        assertThat(state(output).complete()).isTrue();
        assertThat(state(output).shards()).hasSize(STUDIES - 1);
    }

    private void overtake(String output, List<Throwable> failures) {
        Thread other = new Thread(() -> {
            try {
                ingest(output);
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        });
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aManifestThatIsDamagedIsNamed() throws IOException {
        String output = temp.resolve("shards").toString();
        ingest(output);
        Path manifest = temp.resolve("shards").resolve(state(output).manifest().file());
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 4;
        Files.deleteIfExists(manifest.resolveSibling("." + manifest.getFileName() + ".crc"));
        Files.write(manifest, bytes);
        assertThatThrownBy(() -> ingest(output))
                .isInstanceOf(io.mmdino.shard.ShardException.class)
                .hasMessageContaining(manifest.getFileName() + " is damaged");
    }
}
