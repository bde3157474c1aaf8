package io.mmdino.storage;

import java.io.IOException;

/** A failure of a store that repeating the request would not mend. Its message names no path. */
public final class StorageException extends IOException {

    StorageException(String message) {
        super(message);
    }
}
