package io.mmdino.privacy;

import java.io.IOException;

/** The key of the ids cannot be read or is too short; the message names its source and what to do. */
public final class IdKeyException extends IOException {

    public IdKeyException(String message) {
        super(message);
    }

    public IdKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
