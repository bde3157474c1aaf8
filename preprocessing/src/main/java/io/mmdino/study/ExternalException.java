package io.mmdino.study;

/** The external program failed on a study; the message is free of ids and paths, so it may stand in a manifest. */
public final class ExternalException extends Exception {

    private static final long serialVersionUID = 1L;

    public ExternalException(String message) {
        super(message);
    }
}
