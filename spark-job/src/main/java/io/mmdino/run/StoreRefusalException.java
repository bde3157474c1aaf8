package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;

/** A store has not done what it was asked for; what it holds may be whole. */
final class StoreRefusalException extends CheckpointException {

    StoreRefusalException(String message) {
        super(message);
    }
}
