package io.mmdino.storage;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * A stream of a file that is opened again at the position reached when the connection fails. An end before the file's length is a
 * failure too. A file that was replaced meanwhile is not read further, so that bytes of two files are never mixed.
 */
final class RetryingInputStream extends FSInputStream {

    private final FileSystem files;
    private final FileStatus file;
    private final StoreRetries retries;
    private final String what;
    private FSDataInputStream in;
    private long position;
    private boolean again;
    private IOException failure;

    /**
     * Opens the file.
     *
     * @param file status of the file, looked up just before
     * @param what completes "cannot ..." in the log
     */
    RetryingInputStream(FileSystem files, FileStatus file, StoreRetries retries, String what) throws IOException {
        this.files = files;
        this.file = file;
        this.retries = retries;
        this.what = what;
        retry(this::opened);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = retry(() -> readOnce(to, offset, length));
        position += Math.max(0, count);
        return count;
    }

    private int readOnce(byte[] to, int offset, int length) throws IOException {
        int count = opened().read(to, offset, length);
        if (count < 0 && position < file.getLen()) {
            throw new EarlyEndException(position, file.getLen(), null);
        }
        return count;
    }

    /**
     * Runs a request until it succeeds. Every try after a failure has a new stream, because the position of the failed one is
     * unknown. When all tries have failed, later reads fail too, because readers such as Java's GZIPInputStream ignore a
     * failure and read on.
     */
    private <T> T retry(StoreRetries.Request<T> request) throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        try {
            return retries.run(what, () -> tried(request));
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private <T> T tried(StoreRetries.Request<T> request) throws IOException {
        try {
            return request.run();
        } catch (IOException e) {
            again = true;
            abandon(e);
            throw e instanceof EOFException ? new EarlyEndException(position, file.getLen(), e) : e;
        }
    }

    private FSDataInputStream opened() throws IOException {
        if (in == null) {
            in = FutureIO.awaitFuture(
                    files.openFile(file.getPath()).withFileStatus(file).build());
            if (again) {
                requireSameFile();
            }
        }
        if (in.getPos() != position) {
            in.seek(position);
        }
        return in;
    }

    private void requireSameFile() throws IOException {
        FileStatus now = files.getFileStatus(file.getPath());
        if (now.getLen() != file.getLen() || now.getModificationTime() != file.getModificationTime()) {
            throw new StorageException("the file was replaced while it was read; run again");
        }
    }

    private void abandon(IOException first) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException | RuntimeException e) {
            if (e != first) {
                first.addSuppressed(e);
            }
        }
        in = null;
    }

    @Override
    public void seek(long target) throws IOException {
        if (target < 0 || target > file.getLen()) {
            throw new EOFException("cannot seek to " + target + " in a file of " + file.getLen() + " bytes");
        }
        position = target;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
        return false;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, file.getLen() - position));
    }

    @Override
    public void close() throws IOException {
        failure = new IOException("the stream is closed");
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
