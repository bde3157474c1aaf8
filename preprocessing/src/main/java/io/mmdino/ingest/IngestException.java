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

    /** The output of an ingestion is of other settings or another key than was asked for. Nothing was begun. */
    public static final class OtherOutputException extends IngestException {

        private static final long serialVersionUID = 1;

        public OtherOutputException(String message) {
            super(message);
        }
    }
}
