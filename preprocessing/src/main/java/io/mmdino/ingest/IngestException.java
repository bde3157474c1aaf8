package io.mmdino.ingest;

import java.io.IOException;

/** Ingest cannot begin or continue; the message says why and what to do. The output is unchanged. */
public class IngestException extends IOException {

    public IngestException(String message) {
        super(message);
    }

    public IngestException(String message, Throwable cause) {
        super(message, cause);
    }
}
