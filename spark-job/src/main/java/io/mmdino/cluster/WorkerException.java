package io.mmdino.cluster;

/** A worker has failed in a way that trying again would not mend; the message names it and says why. */
public final class WorkerException extends RuntimeException {

    public WorkerException(String message) {
        super(message);
    }

    public WorkerException(String message, Throwable cause) {
        super(message, cause);
    }
}
