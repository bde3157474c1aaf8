package io.mmdino.run;

import io.mmdino.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * A request to save a checkpoint as soon as all workers hold the same state: an empty file {@code CHECKPOINT_WANTED} at the run's place.
 * The process that writes the run deletes it when the checkpoint is there.
 *
 * <p>For one thread.
 */
public final class CheckpointRequest {

    private static final String NAME = "CHECKPOINT_WANTED";
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long POLL_MILLIS = 100;

    private final Mark mark;
    private CompletableFuture<Boolean> look = CompletableFuture.completedFuture(false);
    private long looked = System.nanoTime() - LOOK_NANOS;
    private boolean made;

    /** The file, wherever it is. */
    private interface Mark {
        boolean exists() throws IOException;

        void make() throws IOException;

        void delete() throws IOException;
    }

    private CheckpointRequest(Mark mark) {
        this.mark = mark;
    }

    /** The request at a run's path or address. */
    public static CheckpointRequest at(Configuration conf, String run) {
        return new CheckpointRequest(
                Address.isElsewhere(run)
                        ? new Stored(conf, new org.apache.hadoop.fs.Path(run, NAME))
                        : new Local(Address.local(run).resolve(NAME)));
    }

    private record Local(Path file) implements Mark {

        @Override
        public boolean exists() {
            return Files.exists(file);
        }

        @Override
        public void make() throws IOException {
            Files.write(file, new byte[0]);
        }

        @Override
        public void delete() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    private record Stored(Configuration conf, org.apache.hadoop.fs.Path file) implements Mark {

        private FileSystem store() throws IOException {
            return Storage.of(conf, file);
        }

        @Override
        public boolean exists() throws IOException {
            return store().exists(file);
        }

        @Override
        public void make() throws IOException {
            store().create(file, true).close();
        }

        @Override
        public void delete() throws IOException {
            store().delete(file, false);
        }
    }

    /**
     * Whether somebody has made the request. Looks for it once a second in the background, because training does not wait for a store;
     * a failure of the store counts as no.
     */
    boolean isMade() {
        made |= look.getNow(false);
        long now = System.nanoTime();
        if (!made && look.isDone() && now - looked >= LOOK_NANOS) {
            looked = now;
            look = CompletableFuture.supplyAsync(this::isThere);
        }
        return made;
    }

    private boolean isThere() {
        try {
            return mark.exists();
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes the request, if this has seen it: the checkpoint is at the run's place. */
    void fulfil() throws IOException {
        if (made) {
            mark.delete();
            made = false;
            look = CompletableFuture.completedFuture(false);
        }
    }

    /** Makes the request and does not wait. */
    public void make() throws IOException {
        mark.make();
    }

    /**
     * Makes the request and waits until it is fulfilled.
     *
     * @return false when it is not after {@code limit}
     */
    public boolean await(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        mark.make();
        while (mark.exists()) {
            if (System.nanoTime() > end) {
                mark.delete();
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }
}
