package io.mmdino.study;

/** The external program did not do its work on a study; the message is fit for a manifest. */
public final class ExternalException extends Exception {

    private static final long serialVersionUID = 1L;

    public ExternalException(String message) {
        super(message);
    }
}
