package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the checkpoints of a local run folder to its store while training goes on, each together with the metrics up to that
 * iteration, so that a resumed run finds the two in step. Training waits only when the store is two checkpoints behind.
 */
public final class RunMirror implements AutoCloseable {

    private static final int BEHIND = 2;

    private final Path local;
    private final RunWriter writer;
    private final ExecutorService sender;
    private final Deque<Future<?>> sent = new ArrayDeque<>();
    private int number;

    /**
     * Starts the sending thread.
     *
     * @param local the run folder that training writes to
     */
    public RunMirror(Path local, RunWriter writer) {
        this.local = local;
        this.writer = writer;
        this.sender = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "run-mirror");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Queues a checkpoint that has just been written.
     *
     * @throws CheckpointException when an earlier one could not be sent
     */
    public void saved(Path file) throws IOException {
        while (sent.size() >= BEHIND) {
            await(sent.remove());
        }
        while (!sent.isEmpty() && sent.peek().isDone()) {
            await(sent.remove());
        }
        Path outbox = Files.createDirectories(local.resolve("outbox-" + number++));
        Map<String, Path> files = new LinkedHashMap<>();
        // A hard link, because training may replace or delete its own file meanwhile.
        String name = local.relativize(file).toString();
        files.put(name, Files.createLink(outbox.resolve(file.getFileName()), file));
        Path metrics = local.resolve(RunFolder.METRICS);
        if (Files.exists(metrics)) {
            files.put(
                    RunFolder.METRICS,
                    Files.copy(metrics, outbox.resolve(RunFolder.METRICS), StandardCopyOption.REPLACE_EXISTING));
        }
        sent.add(sender.submit(() -> {
            send(files, outbox);
            return null;
        }));
    }

    private void send(Map<String, Path> files, Path outbox) throws IOException {
        try {
            writer.commit(files);
        } finally {
            for (Path copy : files.values()) {
                Files.deleteIfExists(copy);
            }
            Files.deleteIfExists(outbox);
        }
    }

    /**
     * Waits until everything is sent.
     *
     * @throws CheckpointException when a checkpoint could not be sent
     */
    public void finish() throws IOException {
        while (!sent.isEmpty()) {
            await(sent.remove());
        }
    }

    private static void await(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a checkpoint was being sent");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException known) {
                throw known;
            }
            throw new IllegalStateException(
                    "a checkpoint could not be sent: " + e.getCause().getMessage(), e);
        }
    }

    /** Stops sending; what has not been sent is lost. */
    @Override
    public void close() {
        sender.shutdownNow();
    }
}
