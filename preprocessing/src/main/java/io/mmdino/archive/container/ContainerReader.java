package io.mmdino.archive.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads many entries of a container in one pass: the way for gzipped tars, which cannot be entered in the middle. */
public final class ContainerReader {

    private ContainerReader() {}

    /**
     * Visits the usable entries that are wanted, in stored order. Entries may be of one name: the first is usable, the others
     * are not.
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
        try (ContainerIterator walk = ContainerIterator.open(files, container, limits)) {
            for (Optional<ContainerEntry> next = walk.next(); next.isPresent(); next = walk.next()) {
                ContainerEntry entry = next.get();
                if (entry.usable() && wanted.test(entry)) {
                    try (InputStream content = walk.content()) {
                        visitor.visit(entry, content);
                    }
                }
            }
        }
    }
}
