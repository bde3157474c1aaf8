package io.mmdino.run;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk as a store, {@code hooked:/path}, in which something happens before a request. */
public final class HookedFileSystem extends RawLocalFileSystem {

    /** Called with {@code open}, {@code create} or {@code delete} and the file's last name; may refuse the request. */
    @FunctionalInterface
    interface Hook {
        void run(String request, String file) throws IOException;
    }

    static volatile Hook before = (request, file) -> {};

    @Override
    public URI getUri() {
        return URI.create("hooked:///");
    }

    @Override
    public String getScheme() {
        return "hooked";
    }

    @Override
    public FSDataInputStream open(Path file, int buffer) throws IOException {
        before.run("open", file.getName());
        return super.open(file, buffer);
    }

    @Override
    public FSDataOutputStream create(
            Path file, FsPermission permission, boolean overwrite, int buffer, short copies, long block, Progressable p)
            throws IOException {
        before.run("create", file.getName());
        return super.create(file, permission, overwrite, buffer, copies, block, p);
    }

    @Override
    public boolean delete(Path file, boolean all) throws IOException {
        before.run("delete", file.getName());
        return super.delete(file, all);
    }

    /** Leaves out owner and permissions, which the superclass looks up by a path that has to start with {@code file:}. */
    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        FileStatus own = super.getFileStatus(file);
        return new FileStatus(own.getLen(), own.isDirectory(), 1, 1 << 20, own.getModificationTime(), own.getPath());
    }
}
