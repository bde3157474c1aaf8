package io.mmdino.cluster;

/** A worker has failed and a repetition would fail too; the message names the worker and the reason. */
public final class WorkerException extends RuntimeException {

    public WorkerException(String message) {
        super(message);
    }

    public WorkerException(String message, Throwable cause) {
        super(message, cause);
    }
}
