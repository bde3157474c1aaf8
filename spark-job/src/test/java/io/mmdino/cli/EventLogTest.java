package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as users start them, in a folder and on an archive with a patient's name, with Spark's event log on. */
class EventLogTest {

    private static final String NAME = "Mueller_1947";

    @TempDir
    Path temp;

    @Test
    void anEventLogHoldsNothingOfTheCommandLineAndOfTheWorkingFolder() throws Exception {
        Path home = Files.createDirectory(temp.resolve("patient_" + NAME));
        Path archive = home.resolve("archive_" + NAME);
        assertThat(CommandRun.of("phantom", "--output", archive, "--studies", 2, "--size", 64)
                        .code())
                .isZero();
        start(home, "ingest", "--input", archive.getFileName().toString(), "--output", "../shards");
        start(
                home,
                "ingest",
                "--input",
                archive.toString(),
                "--output",
                temp.resolve("shards").toString());
        List<Path> logs;
        try (Stream<Path> files = Files.walk(temp.resolve("events"))) {
            logs = files.filter(Files::isRegularFile).toList();
        }
        assertThat(logs).isNotEmpty().allSatisfy(log -> assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
                .as(log.getFileName().toString())
                .contains("SparkListenerEnvironmentUpdate", "sun.java.command")
                .doesNotContain(NAME));
    }

    private void start(Path home, String... words) throws IOException, InterruptedException {
        Path events = Files.createDirectories(temp.resolve("events"));
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-"))
                .forEach(line::add);
        line.addAll(List.of(
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dspark.eventLog.enabled=true",
                "-Dspark.eventLog.dir=" + events.toUri(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(words));
        Path said = temp.resolve("said");
        Process child = new ProcessBuilder(line)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!child.waitFor(300, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(() -> read(said)).isIn(0, 4);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
