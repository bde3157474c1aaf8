package io.mmdino.cluster.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One {@code submit/mm-dinov2} as a process, the driver of a job. Closing kills it. */
public final class Submitted implements AutoCloseable {

    private final Process driver;
    private final Path folder;

    private Submitted(Process driver, Path folder) {
        this.driver = driver;
        this.folder = folder;
    }

    /** Exit code, standard output and standard error of a job. */
    public record Outcome(int exitCode, String out, String err) {}

    /** Sends a command to the cluster. */
    public static Submitted to(LocalCluster cluster, String... words) {
        return to(cluster, Map.of(), words);
    }

    /** @param environment such as {@code MMDINO_SUBMIT_OPTS} with {@code "--conf spark.cores.max=2"} */
    public static Submitted to(LocalCluster cluster, Map<String, String> environment, String... words) {
        List<String> all =
                new ArrayList<>(List.of("--cluster-conf", cluster.conf().toString()));
        all.addAll(List.of(words));
        return start(environment, all);
    }

    /** Runs a command on the embedded Spark. */
    public static Submitted locally(String... words) {
        return start(Map.of(), List.of(words));
    }

    private static Submitted start(Map<String, String> environment, List<String> words) {
        try {
            Path folder = Files.createTempDirectory("submitted");
            Map<String, String> all = new HashMap<>(Map.of("MMDINO_JAVA_OPTS", "-Xmx1g"));
            all.putAll(environment);
            return new Submitted(Scripts.start("mm-dinov2", folder, all, words), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The driver's process, which replaces the script. */
    public ProcessHandle driver() {
        return driver.toHandle();
    }

    /** Waits until the driver has printed a text to standard output or error; fails after a minute, or when the driver ends before. */
    public void awaitPrinted(String text) {
        LocalCluster.awaitTrue("'" + text + "' in " + printed(), () -> {
            boolean over = !driver.isAlive();
            if (printed().contains(text)) {
                return true;
            }
            if (over) {
                throw new AssertionError("the job ended without printing '" + text + "': " + printed());
            }
            return false;
        });
    }

    /** Output so far. */
    public String printed() {
        return Scripts.read(folder.resolve("out")) + Scripts.read(folder.resolve("err"));
    }

    /** Waits for the end of the process; after the given seconds it is killed and the test fails. */
    public Outcome await(long seconds) {
        try {
            int code = Scripts.exitCode(driver, seconds);
            return new Outcome(code, Scripts.read(folder.resolve("out")), Scripts.read(folder.resolve("err")));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + printed(), e);
        }
    }

    @Override
    public void close() {
        LocalCluster.kill(driver.toHandle());
        try {
            Files.deleteIfExists(folder.resolve("out"));
            Files.deleteIfExists(folder.resolve("err"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
