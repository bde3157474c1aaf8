package io.mmdino.disk;

import io.mmdino.storage.Storage;
import io.mmdino.storage.StoreRetries;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Replaces a file in one step: readers see the old content or the new, also after a crash.
 *
 * <p>On a local disk and on HDFS by writing beside it, syncing and renaming. Elsewhere (object stores) the file is written in
 * place, because a store shows an object only when it is complete; there, who may read it is the bucket's policy.
 */
public final class AtomicFile {

    /** Who may read the file. */
    public enum Access {
        SHARED,
        OWNER_ONLY
    }

    private static final int BUFFER = 1 << 16;
    private static final Set<String> RENAMING = Set.of("hdfs", "viewfs");

    private AtomicFile() {}

    /** What the file shall hold. May be asked for again when a try has failed. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public static void write(Configuration conf, Path file, byte[] content, Access access) throws IOException {
        write(conf, file, (OutputStream out) -> out.write(content), access);
    }

    /**
     * Writes content that is made while it is written, and so may be longer than memory. A store that fails is tried again
     * within the limit of {@link StoreRetries}: nobody else may write the file meanwhile.
     */
    public static void write(Configuration conf, Path file, Content content, Access access) throws IOException {
        if (isLocal(conf, file)) {
            writeOnce(conf, file, content, access);
            return;
        }
        StoreRetries.setIn(conf).run("write a file to a store", () -> {
            writeOnce(conf, file, content, access);
            return file;
        });
    }

    private static boolean isLocal(Configuration conf, Path file) throws IOException {
        return "file".equals(Storage.once(conf, file).getUri().getScheme());
    }

    /** Writes without trying again, for files that others may write too. */
    public static void writeOnce(Configuration conf, Path file, Content content, Access access) throws IOException {
        FileSystem files = Storage.once(conf, file);
        Path full = files.makeQualified(file);
        files.mkdirs(full.getParent());
        String scheme = full.toUri().getScheme();
        if ("file".equals(scheme)) {
            local(java.nio.file.Path.of(full.toUri()), content, access);
        } else if (RENAMING.contains(scheme)) {
            Path beside = new Path(full.getParent(), "." + full.getName() + ".tmp");
            try {
                create(files, beside, content, access, true);
            } catch (IOException | RuntimeException e) {
                discard(files, beside, e);
                throw e;
            }
            FileContext.getFileContext(full.toUri(), conf).rename(beside, full, Options.Rename.OVERWRITE);
        } else {
            create(files, full, content, access, false);
        }
    }

    /** By java.nio: Hadoop's local file system keeps a checksum file beside each, which a crash leaves out of step. */
    private static void local(java.nio.file.Path file, Content content, Access access) throws IOException {
        java.nio.file.Path beside = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp", owner());
        try {
            try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                BufferedOutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER);
                content.writeTo(buffered);
                buffered.flush();
                out.force(true);
            }
            if (access == Access.SHARED && owner().length > 0) {
                Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static FileAttribute<?>[] owner() {
        boolean posix = java.nio.file.FileSystems.getDefault()
                .supportedFileAttributeViews()
                .contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void create(FileSystem files, Path file, Content content, Access access, boolean sync)
            throws IOException {
        FsPermission permission = new FsPermission(access == Access.OWNER_ONLY ? "600" : "644");
        FSDataOutputStream out = files.create(
                file, permission, true, 4096, files.getDefaultReplication(file), files.getDefaultBlockSize(file), null);
        try {
            content.writeTo(out);
            if (sync) {
                out.hsync();
            }
        } catch (IOException | RuntimeException e) {
            abandon(out, e);
            throw e;
        }
        out.close();
    }

    private static void discard(FileSystem files, Path file, Exception first) {
        try {
            files.delete(file, false);
        } catch (IOException e) {
            if (e != first) {
                first.addSuppressed(e);
            }
        }
    }

    /** By hand, because HDFS throws one and the same exception again when it is closed, which Java's own way cannot bear. */
    private static void abandon(FSDataOutputStream out, Exception first) {
        try {
            if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                out.abort(); // or closing would make what is there an object
            } else {
                out.close();
            }
        } catch (IOException | RuntimeException e) {
            if (e != first) {
                first.addSuppressed(e);
            }
        }
    }
}
