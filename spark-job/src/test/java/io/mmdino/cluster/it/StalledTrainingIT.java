package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker that stalls, a driver that dies and strangers at the ports, each while two executors train. */
class StalledTrainingIT extends DisturbedTraining {

    @Test
    void aWorkerThatStallsIsNamedAndReplaced(LocalCluster cluster) throws IOException, InterruptedException {
        try (Submitted job = train(cluster, "stalled", "gradients")) {
            awaitIterations(job, "stalled", 23);
            ProcessHandle stalled = cluster.awaitExecutors(2).get(0);
            signal("-STOP", stalled);
            try {
                Submitted.Outcome outcome = job.await(SECONDS);
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.err()).containsPattern("going on|lost");
            } finally {
                stalled.destroyForcibly();
            }
        }
        assertUndisturbed(cluster, "stalled", "gradients");
    }

    @Test
    void theSameCommandGoesOnAfterTheDriversDeath(LocalCluster cluster) throws IOException {
        try (Submitted job = train(cluster, "driverless", "gradients")) {
            awaitIterations(job, "driverless", 23);
            LocalCluster.kill(job.driver());
        }
        LocalCluster.awaitTrue(
                "the end of the executors", () -> cluster.executors().isEmpty());
        Submitted.Outcome outcome = done(train(cluster, "driverless", "gradients"), SECONDS);
        assertThat(outcome.err()).contains("going on after 2");
        assertUndisturbed(cluster, "driverless", "gradients");
    }

    @Test
    void strangersAtEveryPortOfTheExecutorsChangeNothing(LocalCluster cluster) throws IOException {
        try (Submitted job = train(cluster, "visited", "gradients")) {
            awaitIterations(job, "visited", 5);
            Set<Integer> ports = new TreeSet<>();
            for (ProcessHandle executor : cluster.awaitExecutors(2)) {
                ports.addAll(listening(executor));
            }
            assertThat(ports).hasSizeGreaterThanOrEqualTo(2);
            ports.forEach(StalledTrainingIT::visit);
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        }
        assertUndisturbed(cluster, "visited", "gradients");
    }

    /** A frame of huge length, garbage, and silence. */
    private static void visit(int port) {
        byte[] huge = {0x7f, -1, -1, -1, -1, -1, -1, -1, 3};
        byte[] garbage = "GET / HTTP/1.1\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        for (byte[] greeting : List.of(huge, garbage, new byte[0])) {
            try (Socket stranger = new Socket()) {
                stranger.connect(new InetSocketAddress("127.0.0.1", port), 2000);
                stranger.setSoTimeout(500);
                stranger.getOutputStream().write(greeting);
                assertThat(stranger.getInputStream().read())
                        .as("an answer from port " + port)
                        .isEqualTo(-1);
            } catch (IOException refused) {
                assertThat(refused).isNotNull(); // closed, reset or silent: no answer either
            }
        }
    }

    /** TCP ports on which a process listens, from /proc. */
    private static List<Integer> listening(ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        List<Integer> ports = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(proc.resolve(table))) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 9 && words[3].equals("0A") && sockets.contains("socket:[" + words[9] + "]")) {
                    ports.add(Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }
}
