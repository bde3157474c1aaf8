package io.mmdino.cluster.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A Spark master and its workers, processes on 127.0.0.1 and on free ports, started and ended by submit/cluster. */
public final class LocalCluster implements AutoCloseable {

    /** A limit that only something that hangs reaches, on a busy machine too. */
    private static final long LIMIT_SECONDS = 300;

    private final Path folder;

    private LocalCluster(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns when all workers are there.
     *
     * @param folder new or empty; holds state, logs and the executors' working folders
     * @param options of {@code submit/cluster start}, such as {@code "--workers", "3"}
     */
    public static LocalCluster start(Path folder, String... options) {
        LocalCluster cluster = new LocalCluster(folder);
        List<String> words = new ArrayList<>(List.of("start", "--port", "0", "--hours", "1"));
        words.addAll(List.of(options));
        cluster.script(words, 0);
        return cluster;
    }

    public String url() {
        return Scripts.read(folder.resolve("url")).strip();
    }

    /** The configuration file for {@code --cluster-conf}. */
    public Path conf() {
        return folder.resolve("submit.conf");
    }

    /** Folder with state, logs and the executors' working folders. */
    public Path folder() {
        return folder;
    }

    public ProcessHandle master() {
        return processes("master").get(0);
    }

    public List<ProcessHandle> workers() {
        return processes("worker");
    }

    /** Processes of the executors of all running jobs. */
    public List<ProcessHandle> executors() {
        return processes("executor");
    }

    /** Waits for a number of executors; fails after a minute. */
    public List<ProcessHandle> awaitExecutors(int count) {
        awaitTrue(count + " executors", () -> executors().size() == count);
        return executors();
    }

    /** Kills a process without shutdown hooks, as a loss of power does, and returns when it has ended. */
    public static void kill(ProcessHandle process) {
        process.destroyForcibly();
        awaitTrue("the end of process " + process.pid(), () -> !process.isAlive());
    }

    /** Ends all processes, executors included. Idempotent. */
    @Override
    public void close() {
        script(List.of("stop"), 0);
    }

    /** Waits for a condition; fails with its name after five minutes. */
    public static void awaitTrue(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited " + LIMIT_SECONDS + " s in vain for " + what);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    private List<ProcessHandle> processes(String role) {
        return script(List.of("status"), 0)
                .lines()
                .filter(line -> line.startsWith(role + " "))
                .map(line -> Long.parseLong(line.substring(role.length() + 1)))
                .flatMap(process -> ProcessHandle.of(process).stream())
                .toList();
    }

    /** Runs submit/cluster on this folder and returns what it printed. */
    String script(List<String> words, int wanted) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--dir", folder.toString()));
        try {
            Path output = Files.createTempDirectory("cluster-script");
            int code = Scripts.exitCode(Scripts.start("cluster", output, Map.of(), all), LIMIT_SECONDS);
            String printed = Scripts.read(output.resolve("out"));
            String complaints = Scripts.read(output.resolve("err"));
            Files.delete(output.resolve("out"));
            Files.delete(output.resolve("err"));
            Files.delete(output);
            if (code != wanted) {
                throw new AssertionError("submit/cluster " + words + ": exit code " + code + ", wanted " + wanted + ": "
                        + printed + complaints);
            }
            return printed + complaints;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
