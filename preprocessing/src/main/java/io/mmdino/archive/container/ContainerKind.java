package io.mmdino.archive.container;

import java.util.Locale;
import java.util.Optional;

/** The containers that are read. The name decides which one a file has to be; its bytes then have to agree. */
public enum ContainerKind {
    ZIP,
    TAR,
    TAR_GZ;

    /** The kind that a file's name announces, upper or lower case; empty for everything that is no container. */
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
