package io.mmdino.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A file system that repeats what reads, lists, looks up and deletes when the store fails it. Streams that write are the
 * client's own, because only who writes can begin again; see {@link io.mmdino.disk.AtomicFile}.
 *
 * <p>It must not be closed: the file system behind it is Hadoop's, shared by all of this process.
 */
final class RetryingFileSystem extends FilterFileSystem {

    private final StoreRetries retries;
    private final String place;

    /** @param files any that Hadoop has opened */
    RetryingFileSystem(FileSystem files, StoreRetries retries) {
        super(files);
        this.retries = retries;
        place = place(files.getUri());
    }

    /** Scheme and host, which do not name a patient, without a user or password. */
    private static String place(URI address) {
        return address.getScheme() + (address.getHost() == null ? "" : "://" + address.getHost());
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        FileStatus status = getFileStatus(file);
        if (status.isDirectory()) {
            throw new FileNotFoundException(file + " is a folder, wanted a file");
        }
        return new FSDataInputStream(new RetryingInputStream(fs, status, retries, "read from " + place));
    }

    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        return retries.run("look up a file at " + place, () -> fs.getFileStatus(file));
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        return retries.run("list a folder at " + place, () -> fs.listStatus(folder));
    }

    @Override
    public RemoteIterator<FileStatus> listStatusIterator(Path folder) throws IOException {
        return RetryingListing.open(() -> fs.listStatusIterator(folder), retries, "list a folder at " + place);
    }

    @Override
    public RemoteIterator<LocatedFileStatus> listFiles(Path folder, boolean recursive) throws IOException {
        return RetryingListing.open(() -> fs.listFiles(folder, recursive), retries, "list files at " + place);
    }

    @Override
    public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path folder) throws IOException {
        return RetryingListing.open(() -> fs.listLocatedStatus(folder), retries, "list a folder at " + place);
    }

    /** Not here: a stream with options would not be opened again. */
    @Override
    public FutureDataInputStreamBuilder openFile(Path file) {
        throw new UnsupportedOperationException("open(Path) reads again what fails, openFile would not");
    }

    @Override
    public boolean delete(Path file, boolean recursive) throws IOException {
        return retries.run("delete files at " + place, () -> fs.delete(file, recursive));
    }
}
