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
 * A file system that repeats failed requests that read, list, look up and delete. Writing is not repeated, because only the writer
 * can begin again; see {@link io.mmdino.disk.AtomicFile}.
 *
 * <p>It must not be closed: the underlying file system is Hadoop's, which the whole process shares.
 */
final class RetryingFileSystem extends FilterFileSystem {

    private final StoreRetries retries;
    private final String place;

    /** @param files any file system of Hadoop */
    RetryingFileSystem(FileSystem files, StoreRetries retries) {
        super(files);
        this.retries = retries;
        place = place(files.getUri());
    }

    /** Scheme and host of an address, without user and password. They name no patient. */
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

    /** Not supported, because a stream with options would not be opened again. */
    @Override
    public FutureDataInputStreamBuilder openFile(Path file) {
        throw new UnsupportedOperationException("open(Path) reads again what fails, openFile would not");
    }

    @Override
    public boolean delete(Path file, boolean recursive) throws IOException {
        return retries.run("delete files at " + place, () -> fs.delete(file, recursive));
    }
}
