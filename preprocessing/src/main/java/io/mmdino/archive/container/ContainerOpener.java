package io.mmdino.archive.container;

import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Opens one entry of a container. In a zip or a tar that is a seek to the offset that {@link ContainerLister} told; a gzipped tar
 * has to be unpacked up to the entry, so for several use {@link ContainerReader} or {@link Unpacked}.
 */
public final class ContainerOpener {

    private ContainerOpener() {}

    /**
     * The entry's bytes. The stream ends after as many as were declared, or throws a {@link ContainerException}; closing it
     * closes the container.
     *
     * @param name and
     * @param offset as listed
     * @throws ContainerException when the entry is no longer there or cannot be used
     * @throws IOException when the storage fails
     */
    public static InputStream open(Configuration conf, Path container, String name, long offset, ContainerLimits limits)
            throws IOException {
        FileSystem files = Storage.of(conf, container);
        return switch (ContainerIterator.kind(container)) {
            case ZIP -> zip(files, container, name, offset, limits);
            case TAR -> tar(files, container, name, offset, limits);
            case TAR_GZ -> gzipped(files, container, name, limits);
        };
    }

    private static InputStream zip(FileSystem files, Path container, String name, long offset, ContainerLimits limits)
            throws IOException {
        long length = files.getFileStatus(container).getLen();
        FSDataInputStream in = files.open(container);
        try {
            within(offset, length);
            ZipRecord record = ZipWalk.at(in, offset);
            same(ZipWalk.judged(record, offset, new LimitCheck(limits, length)), name);
            return ZipContent.open(in, length, record);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream tar(FileSystem files, Path container, String name, long offset, ContainerLimits limits)
            throws IOException {
        long length = files.getFileStatus(container).getLen();
        FSDataInputStream in = files.open(container);
        try {
            within(offset, length);
            TarWalk walk = TarWalk.at(in, length, offset, limits);
            same(walk.next().orElseThrow(ContainerOpener::changed), name);
            return walk.content(walk);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream gzipped(FileSystem files, Path container, String name, ContainerLimits limits)
            throws IOException {
        FSDataInputStream in = files.open(container);
        try {
            TarWalk walk = TarWalk.gzipped(in, files.getFileStatus(container).getLen(), limits);
            Optional<ContainerEntry> entry = walk.next();
            while (entry.isPresent()
                    && !(entry.get().usable() && entry.get().name().equals(name))) {
                entry = walk.next();
            }
            entry.orElseThrow(ContainerOpener::changed);
            return walk.content(walk);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static void within(long offset, long length) throws ContainerException {
        if (offset < 0 || offset >= length) {
            throw changed();
        }
    }

    private static void same(ContainerEntry entry, String name) throws ContainerException {
        if (!entry.name().equals(name)) {
            throw changed();
        }
        if (!entry.usable()) {
            throw new ContainerException("the entry is refused: " + entry.refusal());
        }
    }

    private static ContainerException changed() {
        return new ContainerException("the entry is not where it was listed: the container has changed, run again");
    }
}
