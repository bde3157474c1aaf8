package io.mmdino.claim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** A process that claims a folder, says so, holds it until its standard input ends, and exits as commands do. */
public final class ClaimHolder {

    static final int BUSY = 5;

    private final Process process;

    private ClaimHolder(Process process) {
        this.process = process;
    }

    /** Arguments: the folder, then Hadoop settings as {@code key=value}. */
    public static void main(String[] words) throws IOException {
        Configuration conf = new Configuration();
        for (int i = 1; i < words.length; i++) {
            String[] setting = words[i].split("=", 2);
            conf.set(setting[0], setting[1]);
        }
        try (Claim claim = Claim.ofFolder(conf, words[0], "score")) {
            claim.requireHeld();
            System.out.write('H');
            System.out.flush();
            while (System.in.read() >= 0) {
                continue; // until the end of the input
            }
        } catch (BusyException e) {
            System.err.println(e.getMessage());
            System.exit(BUSY);
        }
    }

    static ClaimHolder start(String folder, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ClaimHolder.class.getName(),
                folder));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new ClaimHolder(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Waits until it holds the claim or has ended; true when it holds the claim. */
    boolean holds() {
        try {
            return process.getInputStream().read() == 'H';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the claim up; returns the exit code. */
    int release() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor();
    }
}
