package io.mmdino.archive.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Iterates over the files of one container in stored order; folders are skipped.
 *
 * <p>{@link Containers} lists and visits by it, whatever the container's kind.
 */
interface ContainerIterator extends Closeable {

    /** The next file; empty after the last. */
    Optional<ContainerEntry> next() throws IOException;

    /**
     * The bytes of the file that {@link #next()} returned last, valid until the next call. Closing them leaves the iterator
     * open.
     */
    InputStream content() throws IOException;

    /** @throws IllegalArgumentException when the file's name is not that of a container */
    static ContainerIterator open(FileSystem files, Path container, ContainerLimits limits) throws IOException {
        ContainerKind kind = kind(container);
        FileStatus status = files.getFileStatus(container);
        FSDataInputStream in = files.open(container);
        try {
            return switch (kind) {
                case ZIP -> new ZipIterator(files, container, in, status.getLen(), limits);
                case TAR -> TarIterator.plain(in, status.getLen(), limits);
                case TAR_GZ, TAR_BZ2, TAR_XZ -> TarIterator.packed(in, status.getLen(), kind.method(), limits);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** @throws IllegalArgumentException when the file's name is not that of a container */
    static ContainerKind kind(Path container) {
        return ContainerKind.of(container.getName())
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a container by its name; wanted .zip, .tar," + " .tar.gz, .tar.bz2 or .tar.xz"));
    }
}
