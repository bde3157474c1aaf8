package io.mmdino.disk;

import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Creates a short file where there is none: of several writers of one name, in any number of processes, one succeeds, and readers
 * never see a part of the content.
 *
 * <p>The file system decides: a local disk by a hard link and HDFS by a rename, neither of which replaces a file. Other stores look
 * first and then write, because Hadoop 3.3 has no conditional write for S3: two writers within the same second can both
 * succeed there, and the content of the later one stays. The content is read back, so that most often the earlier one is
 * refused; be sure of one writer at a time.
 */
public final class ExclusiveFile {

    private ExclusiveFile() {}

    /**
     * Creates the file; its folders are made when they are missing.
     *
     * @param content unique to this writer, so that a repeated request recognises its own file
     * @return false when another writer has created it
     */
    public static boolean create(Configuration conf, Path file, byte[] content) throws IOException {
        FileSystem files = Storage.once(conf, file);
        Path full = files.makeQualified(file);
        String scheme = full.toUri().getScheme();
        if ("file".equals(scheme)) {
            return local(java.nio.file.Path.of(full.toUri()), content);
        }
        files.mkdirs(full.getParent());
        boolean renames = "hdfs".equals(scheme) || "viewfs".equals(scheme);
        try {
            if (renames) {
                renamed(files, full, content);
            } else {
                write(files, full, content);
            }
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return holds(conf, full, content);
        } catch (IOException e) {
            if (holds(conf, full, content)) {
                return true; // the answer was lost, not the file
            }
            throw e;
        }
        return holds(conf, full, content);
    }

    private static void renamed(FileSystem files, Path full, byte[] content) throws IOException {
        Path beside = new Path(full.getParent(), "." + full.getName() + "." + UUID.randomUUID() + AtomicFile.TEMPORARY);
        try {
            write(files, beside, content);
            if (!files.rename(beside, full)) { // the name is taken, which reading back shows
                files.delete(beside, false);
            }
        } catch (IOException e) {
            discard(files, beside, e);
            throw e;
        }
    }

    private static void discard(FileSystem files, Path beside, IOException first) {
        try {
            files.delete(beside, false);
        } catch (IOException e) {
            if (e != first) {
                first.addSuppressed(e);
            }
        }
    }

    private static void write(FileSystem files, Path file, byte[] content) throws IOException {
        try (FSDataOutputStream out = files.create(file, false)) {
            out.write(content);
        }
    }

    private static boolean holds(Configuration conf, Path file, byte[] content) throws IOException {
        try {
            return Arrays.equals(Storage.bytes(conf, file, content.length + 1), content);
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static boolean local(java.nio.file.Path file, byte[] content) throws IOException {
        java.nio.file.Path folder = file.getParent();
        Files.createDirectories(folder);
        java.nio.file.Path beside =
                folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + AtomicFile.TEMPORARY);
        try {
            synced(beside, content);
            link(beside, file, content);
            try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
                opened.force(true);
            }
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Disks without hard links get the file directly; a crash may leave a part of it there, which its checksum shows. */
    private static void link(java.nio.file.Path beside, java.nio.file.Path file, byte[] content) throws IOException {
        try {
            Files.createLink(file, beside);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            synced(file, content);
        }
    }

    private static void synced(java.nio.file.Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }
}
