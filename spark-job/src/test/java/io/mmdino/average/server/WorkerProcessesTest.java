package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers as they run on a cluster: each in a process of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerProcessesTest {

    private static final int FOR_EVER = 1_000_000;
    private static final int LIMIT_MS = 2000;

    @TempDir
    Path folder;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endThem() {
        children.forEach(Process::destroyForcibly);
    }

    @Test
    void threeProcessesOnOneHostEndWithTheSameWeights() throws Exception {
        start(3, 20_000, 50);
        List<String> weights = new ArrayList<>();
        for (Process child : children) {
            List<String> lines = rest(child);
            weights.add(lines.get(lines.size() - 2));
        }
        assertThat(weights.get(0)).startsWith("weights");
        assertThat(weights).containsOnly(weights.get(0));
        assertThat(children).allSatisfy(child -> assertThat(child.exitValue()).isZero());
        assertThat(ports()).hasSize(3).doesNotHaveDuplicates();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aKilledWorkerIsNamedByTheOthers() throws Exception {
        start(3, LIMIT_MS, FOR_EVER);
        awaitShare(children.get(0));
        awaitShare(children.get(1));
        awaitShare(children.get(2));
        children.get(2).destroyForcibly();
        for (Process child : children.subList(0, 2)) {
            List<String> lines = rest(child);
            assertThat(lines.get(lines.size() - 2)).matches("failed: .*rank 2 at 127\\.0\\.0\\.1:\\d+ has .*");
            assertThat(lines).endsWith("closed");
        }
    }

    @Test
    void theDeathOfRankZeroIsNamedToo() throws Exception {
        start(2, LIMIT_MS, FOR_EVER);
        awaitShare(children.get(1));
        children.get(0).destroyForcibly();
        assertThat(rest(children.get(1)))
                .anyMatch(line -> line.matches("failed: rank 0 at 127\\.0\\.0\\.1:\\d+ has .*"));
    }

    @Test
    void aWorkerThatStopsSharingButLivesIsNamedBySettling() throws Exception {
        start(2, LIMIT_MS, 10, FOR_EVER);
        List<String> lines = rest(children.get(0));
        assertThat(lines.get(lines.size() - 2)).matches("failed: rank 1 at .* has not come to settling 1 within 2.0 s");
        assertThat(rest(children.get(1))).anyMatch(line -> line.startsWith("failed: rank 0"));
    }

    private void start(int workers, int limitMs, int... shares) throws IOException {
        for (int rank = 0; rank < workers; rank++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
            command.addAll(List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--add-modules=jdk.incubator.vector,jdk.incubator.foreign",
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WorkerChild.class.getName(),
                    Integer.toString(rank),
                    Integer.toString(workers),
                    Integer.toString(limitMs),
                    Integer.toString(shares[Math.min(rank, shares.length - 1)]),
                    folder.toString()));
            children.add(new ProcessBuilder(command)
                    .redirectError(folder.resolve("errors-" + rank).toFile())
                    .start());
        }
    }

    private static void awaitShare(Process child) throws IOException {
        BufferedReader lines = child.inputReader();
        String line = lines.readLine();
        while (line != null && !line.startsWith("shared")) {
            line = lines.readLine();
        }
        assertThat(line).as("the child ended by itself").isNotNull();
    }

    private static List<String> rest(Process child) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = child.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    private List<String> ports() throws IOException {
        List<String> ports = new ArrayList<>();
        for (int rank = 0; rank < children.size(); rank++) {
            ports.add(Files.readString(folder.resolve("1-" + rank)).split(" ")[0]);
        }
        return ports;
    }

    private List<String> leftovers() throws IOException {
        Pattern aeron = Pattern.compile("mm-dinov2-aeron-.*");
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> aeron.matcher(name).matches())
                    .toList();
        }
    }
}
