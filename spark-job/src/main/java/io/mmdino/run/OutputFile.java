package io.mmdino.run;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A result file that a command writes atomically to a path or an address. For an address it is written to a scratch folder of
 * this machine and then sent.
 *
 * @param name path or address as the user gave it
 * @param path where to write it on this machine
 * @param scratch the folder of {@code path}; empty when {@code name} is a path
 */
public record OutputFile(Configuration conf, String name, Path path, Optional<ScratchFolder> scratch)
        implements AutoCloseable {

    public static OutputFile to(Configuration conf, String name) throws IOException {
        if (!Address.isElsewhere(name)) {
            return new OutputFile(conf, name, Address.local(name), Optional.empty());
        }
        ScratchFolder here = ScratchFolder.locked(ScratchFolder.userCache());
        String last = new org.apache.hadoop.fs.Path(name).getName();
        return new OutputFile(conf, name, here.path().resolve(last), Optional.of(here));
    }

    /** Whether a file or folder of that name exists. */
    public boolean isThere() throws IOException {
        if (scratch.isEmpty()) {
            return Files.exists(path);
        }
        var there = new org.apache.hadoop.fs.Path(name);
        return Storage.of(conf, there).exists(there);
    }

    /** Whether the name is that of an existing folder. */
    public boolean isFolder() throws IOException {
        if (scratch.isEmpty()) {
            return Files.isDirectory(path);
        }
        var there = new org.apache.hadoop.fs.Path(name);
        var files = Storage.of(conf, there);
        return files.exists(there) && files.getFileStatus(there).isDirectory();
    }

    /**
     * Sends a file to its address; does nothing for a path.
     *
     * @param file {@link #path} or a file beside it, which keeps its name
     */
    public void send(Path file) throws IOException {
        if (scratch.isEmpty()) {
            return;
        }
        var parent = new org.apache.hadoop.fs.Path(name).getParent();
        AtomicFile.write(
                conf,
                new org.apache.hadoop.fs.Path(parent, file.getFileName().toString()),
                out -> Files.copy(file, out),
                AtomicFile.Access.SHARED);
    }

    @Override
    public void close() throws IOException {
        if (scratch.isPresent()) {
            scratch.get().close();
        }
    }
}
