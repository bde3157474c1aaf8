package io.mmdino.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that write one registry at the same time, and one that is killed. */
@Timeout(180)
class RegistryProcessesTest {

    private static final int WRITERS = 3;
    private static final int ROUNDS = 6;

    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    private Process writer(String name, int rounds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RegistryWriter.class.getName(),
                        folder + "/models",
                        folder.toString(),
                        name,
                        "" + rounds)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder + "/" + name + ".log"))
                .start();
    }

    @Test
    void writersOfSeveralProcessesLoseNothingAndLeaveAWholeRegistry() throws Exception {
        List<Process> writers = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(writer("writer-" + i, ROUNDS));
            }
            for (int i = 0; i < WRITERS; i++) {
                assertThat(writers.get(i).waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(writers.get(i).exitValue())
                        .as(Files.readString(folder.resolve("writer-" + i + ".log")))
                        .isZero();
            }
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
        Registry registry = Registry.open(conf, folder + "/models");
        int all = WRITERS * ROUNDS;
        assertThat(registry.numbers())
                .isEqualTo(IntStream.rangeClosed(1, all).boxed().toList());
        assertThat(registry.versions().keySet().stream()
                        .map(version -> version.hashes().get("model"))
                        .distinct())
                .hasSize(all);
        assertThat(RegistryWriter.tags(registry)).isEqualTo(all);
        List<AliasEvent> moves = registry.alias("champion").events();
        assertThat(moves.stream().map(AliasEvent::to).sorted())
                .isEqualTo(IntStream.rangeClosed(1, all).boxed().toList());
        assertThat(RegistryVerification.of(registry).faults()).isEmpty();
        try (Stream<Path> files = Files.walk(folder.resolve("models"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    @Test
    void aWriterThatIsKilledLeavesARegistryThatOthersGoOnWith() throws Exception {
        Process killed = writer("killed", 100_000);
        try {
            Path commits = folder.resolve("models/commits");
            while (!Files.isDirectory(commits) || commits.toFile().list().length < 5) {
                assertThat(killed.isAlive()).isTrue();
                Thread.sleep(5);
            }
        } finally {
            killed.destroyForcibly().waitFor();
        }
        Registry registry = Registry.open(conf, folder + "/models");
        int before = registry.numbers().size();
        RegistryWriter.work(folder + "/models", folder, "after", 2);

        assertThat(registry.numbers().size()).isEqualTo(before + 2);
        assertThat(registry.resolve("champion").hashes()).containsEntry("model", "mafter-1");
    }
}
