package io.mmdino.claim;

import io.mmdino.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right to write to a folder or a file, which one command holds at a time; {@link #close} gives it up.
 *
 * <p>On a local disk it is a lock of the operating system ({@link LocalClaim}) and ends with its process, however that ends. On
 * any other file system it is a lease ({@link LeaseClaim}): when its owner dies, others wait until it has run out. A lease is no
 * proof: an owner that stands still for longer than its lease may lose it, and learns of that from {@link #requireHeld} and {@link
 * #close}. What must not be damaged even then is published in one step.
 */
public interface Claim extends AutoCloseable {

    /** Name of the claim's file in a folder. It is there while the claim is held. */
    String NAME = ".lock";

    /**
     * Claims a folder, which is made when it is missing.
     *
     * @param folder a path or an address of any Hadoop file system
     * @param command name of the command, for the messages to others
     * @throws BusyException when another command holds it
     */
    static Claim ofFolder(Configuration conf, String folder, String command) throws IOException {
        return of(conf, new Path(new Path(folder), NAME), folder, command);
    }

    /**
     * Claims a file, which need not exist.
     *
     * @param file a path or an address of any Hadoop file system
     * @param command name of the command, for the messages to others
     * @throws BusyException when another command holds it
     */
    static Claim ofFile(Configuration conf, String file, String command) throws IOException {
        Path full = Storage.once(conf, new Path(file)).makeQualified(new Path(file));
        return of(conf, new Path(full.getParent(), "." + full.getName() + NAME), file, command);
    }

    /**
     * Claims a folder of this machine.
     *
     * @throws BusyException when another command holds it
     */
    static Claim ofFolder(java.nio.file.Path folder, String command) throws IOException {
        return LocalClaim.take(folder.toAbsolutePath().resolve(NAME), folder.toString(), Owner.here(command));
    }

    /**
     * Claims a file of this machine.
     *
     * @throws BusyException when another command holds it
     */
    static Claim ofFile(java.nio.file.Path file, String command) throws IOException {
        java.nio.file.Path full = file.toAbsolutePath();
        return LocalClaim.take(
                full.resolveSibling("." + full.getFileName() + NAME), file.toString(), Owner.here(command));
    }

    private static Claim of(Configuration conf, Path lock, String place, String command) throws IOException {
        FileSystem files = Storage.once(conf, lock);
        Path full = files.makeQualified(lock);
        Owner owner = Owner.here(command);
        return "file".equals(full.toUri().getScheme())
                ? LocalClaim.take(java.nio.file.Path.of(full.toUri().getPath()), place, owner)
                : LeaseClaim.take(new LeaseFile(conf, full), place, owner, LeaseTimes.setIn(conf));
    }

    /** @throws BusyException when another command has taken the place over */
    void requireHeld() throws BusyException;

    /** @throws BusyException when another command has taken the place over meanwhile */
    @Override
    void close() throws IOException;
}
