package io.mmdino.cluster.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The scripts of submit/, run as a user runs them, on the build that {@code mvn package} left. */
final class Scripts {

    private Scripts() {}

    /** Standard output and error go to the files {@code out} and {@code err} of the folder. */
    static Process start(String script, Path folder, Map<String, String> environment, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(home().resolve("submit").resolve(script).toString());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        Map<String, String> inherited = builder.environment();
        // The developer's own settings must not influence the test.
        inherited.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("MMDINO_"));
        inherited.put("JAVA_HOME", System.getProperty("java.home"));
        inherited.put("MMDINO_BUILD", "never");
        inherited.putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the process, and with it the test, when it is not over in time. */
    static int exitCode(Process process, long seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError(process.info().commandLine().orElse("the process") + " was not over in " + seconds
                + " s and was killed");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Root of the clone; Maven runs tests in the module's folder. */
    static Path home() {
        Path home = Path.of("").toAbsolutePath().getParent();
        if (!Files.isExecutable(home.resolve("submit/cluster"))) {
            throw new IllegalStateException(
                    home + " has no submit/cluster; run these tests with spark-job as the working folder");
        }
        return home;
    }
}
