package io.mmdino.archive;

import java.io.IOException;

/** The archive or one of its tables cannot be used; the message says what, where and what to do. */
public final class ArchiveException extends IOException {

    public ArchiveException(String message) {
        super(message);
    }

    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
