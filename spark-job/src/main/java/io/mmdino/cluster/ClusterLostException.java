package io.mmdino.cluster;

/**
 * The cluster has lost workers, has not enough of them, or its workers miss a store or disk space. The same command may go well when
 * that is there again.
 */
public final class ClusterLostException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public ClusterLostException(String message) {
        super(message);
    }

    public ClusterLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
