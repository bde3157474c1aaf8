package io.mmdino.archive.container;

import java.util.Locale;
import java.util.Optional;

/** Kinds of container that can be read. A file's name decides its kind; a file whose bytes do not fit its name is refused. */
public enum ContainerKind {
    ZIP,
    TAR,
    TAR_GZ;

    /** Kind by a file name's extension, in upper or lower case; empty when the name is not that of a container. */
    public static Optional<ContainerKind> of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".zip")) {
            return Optional.of(ZIP);
        }
        if (name.endsWith(".tar")) {
            return Optional.of(TAR);
        }
        return name.endsWith(".tar.gz") || name.endsWith(".tgz") ? Optional.of(TAR_GZ) : Optional.empty();
    }
}
