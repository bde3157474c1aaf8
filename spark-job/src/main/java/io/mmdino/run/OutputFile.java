package io.mmdino.run;

import io.mmdino.disk.AtomicFile;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A result file that a command writes to a path or an address, whole or not at all. For an address it is written here first.
 *
 * @param name as the user gave it
 * @param path where to write it on this machine
 */
public record OutputFile(Configuration conf, String name, Path path, Optional<Scratch> scratch)
        implements AutoCloseable {

    public static OutputFile to(Configuration conf, String name) throws IOException {
        if (!Address.isElsewhere(name)) {
            return new OutputFile(conf, name, Address.local(name), Optional.empty());
        }
        Scratch here = Scratch.in(Scratch.copies());
        String last = new org.apache.hadoop.fs.Path(name).getName();
        return new OutputFile(conf, name, here.folder().resolve(last), Optional.of(here));
    }

    /** Whether there is something of that name. */
    public boolean isThere() throws IOException {
        if (scratch.isEmpty()) {
            return Files.exists(path);
        }
        var there = new org.apache.hadoop.fs.Path(name);
        return Storage.of(conf, there).exists(there);
    }

    public boolean isFolder() throws IOException {
        if (scratch.isEmpty()) {
            return Files.isDirectory(path);
        }
        var there = new org.apache.hadoop.fs.Path(name);
        var files = Storage.of(conf, there);
        return files.exists(there) && files.getFileStatus(there).isDirectory();
    }

    /** Takes a file that lies at {@link #path}, or beside it under another name, to where it belongs. */
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
