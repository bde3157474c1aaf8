package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Goes through the files of a container in stored order. Folders are passed over. */
interface ContainerIterator extends Closeable {

    /** The next file; empty after the last. */
    Optional<ContainerEntry> next() throws IOException;

    /** The bytes of the file that {@link #next()} gave; to be read or left before it is called again. Closing them leaves the walk open. */
    InputStream content() throws IOException;

    /** @throws IllegalArgumentException when the name is no container's */
    static ContainerIterator open(FileSystem files, Path container, ContainerLimits limits) throws IOException {
        ContainerKind kind = kind(container);
        FileStatus status = files.getFileStatus(container);
        FSDataInputStream in = files.open(container);
        try {
            return switch (kind) {
                case ZIP -> new ZipWalk(files, container, in, status.getLen(), limits);
                case TAR -> TarWalk.plain(in, status.getLen(), limits);
                case TAR_GZ -> TarWalk.gzipped(in, status.getLen(), limits);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    static ContainerKind kind(Path container) {
        return ContainerKind.of(container.getName())
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a container by its name; wanted .zip, .tar," + " .tar.gz or .tgz"));
    }
}
