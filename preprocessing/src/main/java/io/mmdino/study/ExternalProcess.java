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
 * Runs a program and all processes that it starts, at most for a given time and no longer than this process. Its input is empty
 * and its output discarded. From the environment of this process, which may hold keys, it gets only the paths of programs and
 * libraries and the visible GPUs.
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
     * @param folder where the program runs and writes temporary files; for one run only, because its processes are found by the
     *     path
     */
    ExternalProcess(List<String> words, Path folder, int timeoutSeconds) {
        this.words = words;
        this.folder = folder;
        this.timeoutSeconds = timeoutSeconds;
        all = new MarkedProcesses(MARK, folder.toString());
    }

    /** @throws ExternalException unless the program ends in time with exit code 0 */
    void run() throws IOException, ExternalException {
        ShutdownHook atEnd = ShutdownHook.of(this::end);
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

    /** Ends the program and all processes that it started. */
    private synchronized void end() {
        ended = true;
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        all.end();
        try { // for a limited time, because a process that hangs in the kernel cannot be ended
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
