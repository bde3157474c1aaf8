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
 * <p>On a local disk and on HDFS the content is written beside the file, synced and renamed; locally the folder is synced
 * as well. On other stores the file is written in place, because an object store shows an object only when it is complete;
 * there the bucket's policy decides who may read it.
 */
public final class AtomicFile {

    /** Ending of the temporary file beside a local file. A process that is killed while it writes leaves it behind. */
    public static final String TEMPORARY = ".tmp";

    /** Who may read the file. */
    public enum Access {
        SHARED,
        OWNER_ONLY
    }

    private static final int BUFFER = 1 << 16;
    private static final Set<String> RENAMING = Set.of("hdfs", "viewfs");

    private AtomicFile() {}

    /** Writes the content of a file. Called again, from the start, when a store has failed and is tried again. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Opens the temporary file of a local write. Tests replace it to simulate a full disk. */
    @FunctionalInterface
    public interface Opener {
        FileChannel open(java.nio.file.Path file) throws IOException;
    }

    /**
     * Writes a local file whose content is in memory. Its folder is made when it is missing.
     *
     * @throws IOException naming the file, when the disk is full or refuses; the old file is untouched then
     */
    public static void write(java.nio.file.Path file, byte[] content) throws IOException {
        try {
            write(file, out -> out.write(content));
        } catch (IOException e) {
            throw new IOException("cannot write " + file.getFileName(), e);
        }
    }

    /**
     * Writes a local file by way of {@code NAME.tmp} beside it; one writer at a time. Its folder is made when it is missing.
     *
     * @throws IOException of the disk or of {@code content}; the old file is untouched then, and no temporary file is left
     */
    public static void write(java.nio.file.Path file, Content content) throws IOException {
        write(file, content, AtomicFile::create);
    }

    /** Writes a local file as {@link #write(java.nio.file.Path, Content)} does, with a temporary file from {@code opener}. */
    public static void write(java.nio.file.Path file, Content content, Opener opener) throws IOException {
        java.nio.file.Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        replace(file, folder.resolve(file.getFileName() + TEMPORARY), content, opener);
    }

    /** Opens a new or emptied file for writing: the {@link Opener} of {@link #write(java.nio.file.Path, Content)}. */
    public static FileChannel create(java.nio.file.Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static void replace(java.nio.file.Path file, java.nio.file.Path temporary, Content content, Opener opener)
            throws IOException {
        try {
            try (FileChannel out = opener.open(temporary)) {
                BufferedOutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER);
                content.writeTo(buffered);
                buffered.flush();
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(temporary.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException | RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    private static void discard(java.nio.file.Path temporary, Exception first) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            first.addSuppressed(e);
        }
    }

    /** Writes content that is in memory; see {@link #write(Configuration, Path, Content, Access)}. */
    public static void write(Configuration conf, Path file, byte[] content, Access access) throws IOException {
        write(conf, file, (OutputStream out) -> out.write(content), access);
    }

    /**
     * Writes content that may be longer than memory. A store that fails is tried again within the limit of {@link
     * StoreRetries}, so there must be one writer only.
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

    /** Writes without a second try, for files that have several writers. */
    public static void writeOnce(Configuration conf, Path file, Content content, Access access) throws IOException {
        FileSystem files = Storage.once(conf, file);
        Path full = files.makeQualified(file);
        files.mkdirs(full.getParent());
        String scheme = full.toUri().getScheme();
        if ("file".equals(scheme)) {
            local(java.nio.file.Path.of(full.toUri()), content, access);
        } else if (RENAMING.contains(scheme)) {
            Path beside = new Path(full.getParent(), "." + full.getName() + TEMPORARY);
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

    /**
     * Uses java.nio, because Hadoop's local file system keeps a checksum file beside each file and a crash leaves the two out
     * of step. The temporary name is unique, as there may be several writers.
     */
    private static void local(java.nio.file.Path file, Content content, Access access) throws IOException {
        java.nio.file.Path temporary =
                Files.createTempFile(file.getParent(), "." + file.getFileName(), TEMPORARY, owner());
        replace(file, temporary, content, created -> {
            if (access == Access.SHARED && owner().length > 0) {
                Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rw-r--r--"));
            }
            return FileChannel.open(created, StandardOpenOption.WRITE);
        });
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

    /**
     * Closes without try-with-resources: HDFS throws the first exception again on close, and an exception cannot suppress
     * itself.
     */
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
