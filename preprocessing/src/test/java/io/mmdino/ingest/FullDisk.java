package io.mmdino.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;

/** The local disk under {@code full:///}, where files whose path has the system property's word find no space. */
public final class FullDisk extends RawLocalFileSystem {

    static final String PROPERTY = "io.mmdino.test.full";

    /** A word of this property in a path keeps the file or folder from being deleted. */
    static final String KEPT = "io.mmdino.test.kept";

    @Override
    public URI getUri() {
        return URI.create("full:///");
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FSDataOutputStream create(
            Path file, FsPermission permission, boolean overwrite, int buffer, short copies, long block, Progressable p)
            throws IOException {
        return guarded(file, super.create(file, permission, overwrite, buffer, copies, block, p));
    }

    @Override
    public FSDataOutputStream create(Path file, boolean overwrite, int buffer, short copies, long block, Progressable p)
            throws IOException {
        return guarded(file, super.create(file, overwrite, buffer, copies, block, p));
    }

    /** Without owner and permissions, which the superclass looks up by a path that has to start with {@code file:}. */
    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        FileStatus status = super.getFileStatus(file);
        return new FileStatus(
                status.getLen(), status.isDirectory(), 1, 1 << 20, status.getModificationTime(), status.getPath());
    }

    @Override
    public boolean delete(Path file, boolean all) throws IOException {
        String word = System.getProperty(KEPT, "");
        if (!word.isEmpty() && file.toString().contains(word)) {
            throw new AccessControlException("Permission denied: " + file);
        }
        return super.delete(file, all);
    }

    private static FSDataOutputStream guarded(Path file, FSDataOutputStream out) throws IOException {
        String word = System.getProperty(PROPERTY, "");
        if (word.isEmpty() || !file.toString().contains(word)) {
            return out;
        }
        return new FSDataOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public void close() throws IOException {
                        out.close();
                    }
                },
                null);
    }
}
