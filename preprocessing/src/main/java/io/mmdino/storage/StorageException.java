package io.mmdino.storage;

import java.io.IOException;

/** A failure of a store for which repeating the request is no use. Its message names no path. */
public final class StorageException extends IOException {

    StorageException(String message) {
        super(message);
    }
}
