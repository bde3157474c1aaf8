package io.mmdino.checkpoint;

import java.io.IOException;

/** A file of weights that cannot be read, written or used; the message has the file, the fault and what to do. */
public class CheckpointException extends IOException {

    private static final long serialVersionUID = 1;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
