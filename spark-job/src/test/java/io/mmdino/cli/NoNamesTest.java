package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs commands over an archive full of marks and looks for the marks in everything they leave: logs with our own loggers at TRACE
 * and everybody else's at DEBUG, both streams, Spark's event logs, all outputs, temporary folders. Only the crosswalk has them.
 */
class NoNamesTest {

    private static final String LOGGING =
            """
            rootLogger.level = debug
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d %p %c: %m%n%throwable
            logger.ours.name = io.mmdino
            logger.ours.level = trace
            """;

    @TempDir
    Path folder;

    @Test
    void noNameDateIdOrPathLeavesTheArchiveButInTheCrosswalk() throws Exception {
        MarkedArchive archive = MarkedArchive.in(folder.resolve("archive"));
        MarkedArchive closed = new MarkedArchive(folder.resolve("closed"));
        closed.write(MarkedArchive.MARK + LeakyFileSystem.CLOSED + "/sub-1_t1.nii.gz", new byte[1]);
        Path table = Files.writeString(folder.resolve("labels.csv"), MarkedArchive.MARK + ",1\n");

        String said = run(
                command("ingest", "--input", archive.folder(), "--output", at("shards"), key()),
                command("ingest", "--input", archive.folder(), "--output", at("shards"), key()),
                command("ingest", "--input", "leaky:" + archive.folder(), "--output", at("leaky-shards"), key()),
                command("train", "--shards", at("shards"), "--output", at("run"), "--config", recipe()),
                command("score", "--model", at("run"), "--input", archive.folder(), "--output", at("scores"), key()),
                command(
                        "score",
                        "--model",
                        at("run"),
                        "--input",
                        "leaky:" + archive.folder(),
                        "--output",
                        at("more"),
                        key()),
                command("inspect", at("shards")),
                command("inspect", at("run")),
                command("ingest", "--input", archive.folder(), "--output", at("none"), "--labels", table, key()),
                command("ingest", "--input", "leaky:" + closed.folder(), "--output", at("none"), key()),
                command("ingest", "--input", archive.folder(), "--output", at("unkeyed")));

        assertThat(said.lines().filter(line -> line.contains(" ended with ")))
                .as(() -> complaints(at("err")))
                .containsExactly(
                        "ingest ended with 3",
                        "ingest ended with 4", // a link to nothing is read again once it leads somewhere
                        "ingest ended with 3",
                        "train ended with 0",
                        "score ended with 3",
                        "score ended with 3",
                        "inspect ended with 0",
                        "inspect ended with 0",
                        "ingest ended with 1",
                        "ingest ended with 1",
                        "ingest ended with 2");
        Files.delete(table);
        List<Path> crosswalks = new ArrayList<>();
        List<Path> parquet = new ArrayList<>();
        for (Path file : left()) {
            if (file.toString().endsWith(".crosswalk.csv")) {
                crosswalks.add(file);
                continue;
            }
            assertUnmarked(file.toString(), folder.relativize(file).toString());
            assertUnmarked(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            if (file.toString().endsWith(".parquet")) {
                parquet.add(file);
                assertUnmarked(file + ", decoded", decoded(file));
            }
        }
        assertThat(crosswalks).hasSize(4).allSatisfy(file -> {
            assertThat(Files.readString(file)).contains(MarkedArchive.MARK, MarkedArchive.UID);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        });
        assertThat(parquet).hasSizeGreaterThan(5);
        assertThat(Files.readString(at("err"), StandardCharsets.ISO_8859_1))
                .contains(" DEBUG org.apache.spark.", " DEBUG org.apache.hadoop.", " INFO org.apache.spark.executor.");
        try (Stream<Path> events = Files.walk(at("events")).filter(Files::isRegularFile)) {
            assertThat(events.toList()).isNotEmpty().allSatisfy(log -> assertThat(log)
                    .content()
                    .contains("SparkListenerTaskEnd")
                    .doesNotContain("breaks off")); // outcomes, of which each task's event would repeat all before it
        }
        assertThat(at("tmp")).isDirectoryNotContaining("glob:**/{unpacked,mm-dinov2}*");
    }

    private static void assertUnmarked(String what, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String mark : MarkedArchive.MARKS) {
            int at = lower.indexOf(mark);
            if (at >= 0) {
                throw new AssertionError(what + " has " + mark + ": "
                        + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100)));
            }
        }
    }

    private static String decoded(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                text.append(row);
            }
        }
        return text.toString();
    }

    /** All files but those of the archives. */
    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(at("archive")) && !file.startsWith(at("closed")))
                    .toList();
        }
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private String key() throws IOException {
        Path file = Files.writeString(at("key"), "0123456789abcdef0123456789abcdef");
        return "--id-key=" + Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path recipe() throws IOException {
        return Files.writeString(at("recipe.yaml"), TinyRecipe.YAML);
    }

    private static String command(Object... words) {
        return String.join("\t", Stream.of(words).map(Object::toString).toList());
    }

    /** @return standard output */
    private String run(String... commands) throws IOException, InterruptedException {
        Files.write(at("commands"), List.of(commands));
        Files.writeString(at("log4j2.properties"), LOGGING);
        Files.createDirectories(at("tmp"));
        Files.createDirectories(at("events"));
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-"))
                .forEach(line::add);
        line.addAll(List.of(
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + at("log4j2.properties"),
                "-Djava.io.tmpdir=" + at("tmp"),
                "-Dspark.local.dir=" + at("tmp"),
                "-Dspark.eventLog.enabled=true",
                "-Dspark.eventLog.dir=" + at("events").toUri(),
                "-Dspark.hadoop.fs.leaky.impl=" + LeakyFileSystem.class.getName(),
                "-Dspark.hadoop.mmdino.store.timeout=1s", // for what this store never gives
                "-cp",
                System.getProperty("java.class.path"),
                LoggedCommands.class.getName(),
                at("commands").toString()));
        File out = at("out").toFile();
        Process child = new ProcessBuilder(line)
                .redirectOutput(out)
                .redirectError(at("err").toFile())
                .start();
        if (!child.waitFor(300, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(() -> complaints(at("err"))).isZero();
        return Files.readString(out.toPath());
    }

    private static String complaints(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("mm-dinov2 ")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
