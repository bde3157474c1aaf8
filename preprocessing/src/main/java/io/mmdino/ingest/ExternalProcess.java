package io.mmdino.ingest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program and all that it starts, for at most some time. It has nothing to read, nobody hears it, and of this process' environment,
 * which may hold keys, it gets only where programs, libraries and GPUs are.
 *
 * @param words program and arguments
 * @param folder where it runs and puts temporary files
 */
record ExternalProcess(List<String> words, Path folder, int timeoutSeconds) {

    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            "OMP_NUM_THREADS");

    /** How often children are looked for: one whose parent ends before is no longer known as ours. */
    private static final long LOOK_MILLIS = 100;

    private static final int ROUNDS = 50;

    /** @throws ExternalException unless it ends in time with exit code 0 */
    void run() throws IOException, ExternalException {
        Process process = start();
        Set<ProcessHandle> started = new LinkedHashSet<>();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(started::add);
                if (System.nanoTime() - end > 0) {
                    throw new ExternalException(
                            "the external program took more than " + timeoutSeconds + " s and was ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExternalException("the external program was ended, as this task is");
        } finally {
            end(process, started);
        }
        if (process.exitValue() != 0) {
            throw new ExternalException("the external program ended with exit code " + process.exitValue());
        }
    }

    private Process start() throws IOException, ExternalException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("TMPDIR", Files.createDirectory(folder.resolve("tmp")).toString());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ExternalException(
                    "the external program cannot be started; check external.command on this worker: is it there, may it"
                            + " be run?");
        }
    }

    /** Children first, again and again while new ones come; then the program; then those that it had left behind. */
    private static void end(Process process, Set<ProcessHandle> started) {
        for (int round = 0; round < ROUNDS && process.isAlive(); round++) {
            List<ProcessHandle> children = process.descendants().toList();
            started.addAll(children);
            children.forEach(ProcessHandle::destroyForcibly);
            if (children.isEmpty()) {
                break;
            }
        }
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(ExternalProcess::awaitEnd);
        awaitEnd(process.toHandle());
    }

    /** Bounded: a process that hangs in the kernel cannot be ended by anybody. */
    private static void awaitEnd(ProcessHandle handle) {
        try {
            handle.onExit().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            handle.destroyForcibly();
        }
    }
}
