package io.mmdino.ingest;

/** The output of an ingestion is of other settings or another key than was asked for. Nothing was begun. */
public final class OtherOutputException extends IngestException {

    private static final long serialVersionUID = 1;

    public OtherOutputException(String message) {
        super(message);
    }
}
