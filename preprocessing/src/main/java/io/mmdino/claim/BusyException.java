package io.mmdino.claim;

import java.io.IOException;

/** Another command is at work at the place that this one was to write to. The same command may go well when that one has ended. */
public final class BusyException extends IOException {

    private static final long serialVersionUID = 1;

    public BusyException(String message) {
        super(message);
    }
}
