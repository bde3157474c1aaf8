package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;

/** Another training has taken over the run, so this one may write no more. */
public final class SupersededException extends CheckpointException {

    private static final long serialVersionUID = 1;

    SupersededException(String message) {
        super(message);
    }
}
