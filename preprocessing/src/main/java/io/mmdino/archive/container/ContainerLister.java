package io.mmdino.archive.container;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Lists what a container holds, without unpacking it where its kind allows: only a gzipped tar is read through. */
public final class ContainerLister {

    private ContainerLister() {}

    /**
     * Passes on every file of the container in stored order, also those that are refused; folders are left out.
     *
     * <p>Some faults show only at the container's end (a truncated tar, entries that share bytes): what was passed on before an
     * exception must not be used.
     *
     * @throws ContainerException when the container as a whole cannot be used
     * @throws IOException when the storage fails
     * @throws IllegalArgumentException when the name is no container's
     */
    public static void list(FileSystem files, Path container, ContainerLimits limits, Consumer<ContainerEntry> entries)
            throws IOException {
        try (ContainerIterator walk = ContainerIterator.open(files, container, limits)) {
            for (Optional<ContainerEntry> entry = walk.next(); entry.isPresent(); entry = walk.next()) {
                entries.accept(entry.get());
            }
        }
    }
}
