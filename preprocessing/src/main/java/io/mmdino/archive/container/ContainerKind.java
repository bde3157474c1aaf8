package io.mmdino.archive.container;

import java.util.Locale;
import java.util.Optional;

/** Kinds of container that can be read. A file's name decides its kind; a file whose bytes do not fit its name is refused. */
public enum ContainerKind {
    ZIP,
    TAR,
    TAR_GZ,
    TAR_BZ2,
    TAR_XZ;

    /** Kind by a file name's extension, in upper or lower case; empty when the name is not that of a container. */
    public static Optional<ContainerKind> of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".zip")) {
            return Optional.of(ZIP);
        }
        if (name.endsWith(".tar")) {
            return Optional.of(TAR);
        }
        if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
            return Optional.of(TAR_GZ);
        }
        if (name.endsWith(".tar.bz2") || name.endsWith(".tbz2") || name.endsWith(".tbz")) {
            return Optional.of(TAR_BZ2);
        }
        return name.endsWith(".tar.xz") || name.endsWith(".txz") ? Optional.of(TAR_XZ) : Optional.empty();
    }

    /** Whether entries can only be read one after the other, from the first on. */
    public boolean streamed() {
        return this != ZIP && this != TAR;
    }

    /** How the whole container is compressed. */
    Decompression.Method method() {
        return switch (this) {
            case TAR_GZ -> Decompression.Method.GZIP;
            case TAR_BZ2 -> Decompression.Method.BZIP2;
            case TAR_XZ -> Decompression.Method.XZ;
            case ZIP, TAR -> throw new IllegalStateException(this + " is not compressed as a whole");
        };
    }
}
