package io.mmdino.study;

import io.mmdino.disk.ShutdownHook;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program and all that it starts, for at most some time, and no longer than this process. It has nothing to read, nobody hears
 * it, and of this process' environment, which may hold keys, it gets only where programs, libraries and GPUs are.
 */
public final class ExternalProcess {

    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            "OMP_NUM_THREADS");

    public static final String MARK = "MMDINO_EXTERNAL";

    private static final long END_SECONDS = 5;

    private final List<String> words;
    private final Path folder;
    private final int timeoutSeconds;
    private final MarkedProcesses all;
    private Process process;
    private boolean ended;

    /**
     * @param words program and arguments
     * @param folder where it runs and puts temporary files; used once, for its path is how the program's processes are known
     */
    ExternalProcess(List<String> words, Path folder, int timeoutSeconds) {
        this.words = words;
        this.folder = folder;
        this.timeoutSeconds = timeoutSeconds;
        all = new MarkedProcesses(MARK, folder.toString());
    }

    /** @throws ExternalException unless it ends in time with exit code 0 */
    void run() throws IOException, ExternalException {
        ShutdownHook atEnd = ShutdownHook.of("external program ender", this::end);
        try {
            if (!start().waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                throw new ExternalException(
                        "the external program took more than " + timeoutSeconds + " s and was ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExternalException("the external program was ended, as this task is");
        } finally {
            end();
            atEnd.close();
        }
        if (process.exitValue() != 0) {
            throw new ExternalException("the external program ended with exit code " + process.exitValue());
        }
    }

    private synchronized Process start() throws IOException, ExternalException {
        if (ended) { // by a signal
            throw new ExternalException("the external program was not started, as this process is ending");
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("TMPDIR", Files.createDirectory(folder.resolve("tmp")).toString());
        environment.put(all.variable(), all.value());
        try {
            process = builder.start();
            return process;
        } catch (IOException e) {
            throw new ExternalException(
                    "the external program cannot be started; check external.command on this worker: is it there, may it"
                            + " be run?");
        }
    }

    /** The program, and what it started and left behind. */
    private synchronized void end() {
        ended = true;
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        all.end();
        try { // bounded: a process that hangs in the kernel cannot be ended by anybody
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
