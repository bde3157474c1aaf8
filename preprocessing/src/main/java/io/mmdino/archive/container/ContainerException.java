package io.mmdino.archive.container;

import java.io.IOException;

/**
 * A container, or an entry of it, that cannot be used. The message says why and what to do, names no file and no entry (paths
 * name patients), and is fit for manifests and logs.
 */
public final class ContainerException extends IOException {

    public ContainerException(String message) {
        super(message);
    }

    public ContainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
