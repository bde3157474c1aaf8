package io.mmdino.storage;

import java.io.IOException;

/** A disk or a quota has not the space that is needed. The message says how much, and where. */
public final class NoSpaceException extends IOException {

    private static final long serialVersionUID = 1;

    public NoSpaceException(String message) {
        super(message);
    }
}
