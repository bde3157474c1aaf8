package io.mmdino.claim;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Json;
import io.mmdino.storage.Storage;
import io.mmdino.storage.StoreRetries;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;

/** The file of a lease on a Hadoop file system. */
record LeaseFile(Configuration conf, Path path) {

    /** File systems on which creating a file fails when it exists, whoever creates it at the same time. S3A only looks before. */
    private static final Set<String> CREATES_ONCE = Set.of("hdfs", "viewfs");

    private static final int LONGEST = 4096;

    /** @return empty when there is no lease */
    Optional<Lease> read() throws IOException {
        byte[] text;
        try {
            text = Storage.bytes(conf, path, LONGEST);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        String json = new String(text, StandardCharsets.UTF_8);
        try {
            return Optional.of(Json.read(json, Lease.class));
        } catch (IllegalStateException e) { // just being created, or no lease: its owner is whoever changes it
            return Optional.of(new Lease(new Owner(json, "command", 0, "another machine"), json.length()));
        }
    }

    /** Whether {@link #create} is atomic. */
    boolean createsOnce() {
        return CREATES_ONCE.contains(path.toUri().getScheme());
    }

    /**
     * Creates the file. A store that fails is tried again.
     *
     * @return false when there is a file, which may be of a try whose answer was lost
     */
    boolean create(Lease lease) throws IOException {
        return StoreRetries.setIn(conf).run("claim an output on a store", () -> {
            try (OutputStream out = Storage.once(conf, path).create(path, false)) {
                out.write(bytes(lease));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (IOException e) {
                if (e.toString().contains("AlreadyBeingCreated")) { // as HDFS says it of a file that another is writing
                    return false;
                }
                throw e;
            }
        });
    }

    /** Writes a lease over whatever is there. A store that fails is tried again. */
    void write(Lease lease) throws IOException {
        StoreRetries.setIn(conf).run("claim an output on a store", () -> {
            writeOnce(lease);
            return lease;
        });
    }

    void writeOnce(Lease lease) throws IOException {
        byte[] text = bytes(lease);
        AtomicFile.writeOnce(conf, path, out -> out.write(text), AtomicFile.Access.SHARED);
    }

    private static byte[] bytes(Lease lease) {
        return Json.write(lease).getBytes(StandardCharsets.UTF_8);
    }

    /** Removes the lease of an owner; leaves that of another. */
    void delete(Owner owner) throws IOException {
        if (read().map(lease -> lease.isOf(owner)).orElse(false)) {
            Storage.of(conf, path).delete(path, false);
        }
    }

    /**
     * The content of a lease's file.
     *
     * @param renewals number of times that the owner has renewed it
     */
    record Lease(Owner owner, long renewals) {

        Lease renewed() {
            return new Lease(owner, renewals + 1);
        }

        boolean isOf(Owner other) {
            return owner.equals(other);
        }
    }
}
