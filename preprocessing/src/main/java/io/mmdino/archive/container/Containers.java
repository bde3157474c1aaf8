package io.mmdino.archive.container;

import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lists and reads the entries of containers.
 *
 * <p>Listing a zip or a tar reads only its headers, and opening one of their entries seeks to its offset. A compressed tar is
 * unpacked up to the entry each time, so several of its entries are read by one {@link #visit} or by {@link Unpacked}.
 */
public final class Containers {

    private Containers() {}

    /**
     * Passes on every file of the container in stored order, refused files included; folders are left out.
     *
     * <p>Some faults show only at the container's end (a truncated tar, entries that share bytes): what was passed on before an
     * exception must not be used.
     *
     * @throws ContainerException when the container as a whole cannot be used
     * @throws IOException when the storage fails
     * @throws IllegalArgumentException when the file's name is not that of a container
     */
    public static void list(FileSystem files, Path container, ContainerLimits limits, Consumer<ContainerEntry> entries)
            throws IOException {
        try (ContainerIterator iterator = ContainerIterator.open(files, container, limits)) {
            for (Optional<ContainerEntry> next = iterator.next(); next.isPresent(); next = iterator.next()) {
                entries.accept(next.get());
            }
        }
    }

    /**
     * Visits the wanted entries that are usable, in stored order and in one pass. When several entries have one name, only the
     * first is usable.
     *
     * @throws ContainerException when the container, or a visited entry, cannot be used
     * @throws IOException when the storage or the visitor fails
     */
    public static void visit(
            FileSystem files,
            Path container,
            ContainerLimits limits,
            Predicate<ContainerEntry> wanted,
            EntryVisitor visitor)
            throws IOException {
        try (ContainerIterator iterator = ContainerIterator.open(files, container, limits)) {
            for (Optional<ContainerEntry> next = iterator.next(); next.isPresent(); next = iterator.next()) {
                ContainerEntry entry = next.get();
                if (entry.usable() && wanted.test(entry)) {
                    try (InputStream content = iterator.content()) {
                        visitor.visit(entry, content);
                    }
                }
            }
        }
    }

    /**
     * Opens one entry. The stream ends after the declared number of bytes, or throws a {@link ContainerException}; closing it
     * closes the container.
     *
     * @param name the entry's name as listed
     * @param offset the entry's offset as listed; not used for a compressed tar
     * @throws ContainerException when the entry is no longer there or cannot be used
     * @throws IOException when the storage fails
     */
    public static InputStream open(Configuration conf, Path container, String name, long offset, ContainerLimits limits)
            throws IOException {
        FileSystem files = Storage.of(conf, container);
        ContainerKind kind = ContainerIterator.kind(container);
        long length = files.getFileStatus(container).getLen();
        FSDataInputStream in = files.open(container);
        try {
            return switch (kind) {
                case ZIP -> zip(in, length, name, offset, limits);
                case TAR -> tar(in, length, name, offset, limits);
                case TAR_GZ, TAR_BZ2, TAR_XZ -> packed(in, length, name, kind, limits);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The unpacked bytes of a gzipped file, within the limits.
     *
     * @param stored closed with the stream returned, or when it is no gzip
     */
    public static InputStream gunzip(InputStream stored, ContainerLimits limits) throws IOException {
        try {
            return Decompression.open(stored, Decompression.Method.GZIP, limits);
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private static InputStream zip(FSDataInputStream in, long length, String name, long offset, ContainerLimits limits)
            throws IOException {
        requireInside(offset, length);
        ZipRecord record = ZipIterator.recordAt(in, offset);
        requireUsable(ZipIterator.checked(record, offset, new LimitCheck(limits, length)), name);
        return ZipContent.open(in, length, record);
    }

    private static InputStream tar(FSDataInputStream in, long length, String name, long offset, ContainerLimits limits)
            throws IOException {
        requireInside(offset, length);
        TarIterator iterator = TarIterator.at(in, length, offset, limits);
        requireUsable(iterator.next().orElseThrow(Containers::changed), name);
        return iterator.content(iterator);
    }

    private static InputStream packed(
            FSDataInputStream in, long length, String name, ContainerKind kind, ContainerLimits limits)
            throws IOException {
        TarIterator iterator = TarIterator.packed(in, length, kind.method(), limits);
        Optional<ContainerEntry> entry = iterator.next();
        while (entry.isPresent() && !(entry.get().usable() && entry.get().name().equals(name))) {
            entry = iterator.next();
        }
        entry.orElseThrow(Containers::changed);
        return iterator.content(iterator);
    }

    private static void requireInside(long offset, long length) throws ContainerException {
        if (offset < 0 || offset >= length) {
            throw changed();
        }
    }

    private static void requireUsable(ContainerEntry entry, String name) throws ContainerException {
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

    /** Reads entries while the container is read in one pass. */
    @FunctionalInterface
    public interface EntryVisitor {

        /**
         * Reads one entry.
         *
         * @param content the entry's bytes, usable until this method returns; length and checksum are checked at their end
         */
        void visit(ContainerEntry entry, InputStream content) throws IOException;
    }
}
