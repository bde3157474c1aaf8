package io.mmdino.average;

/** Another worker is gone, stalls or has failed; the message names it. */
public final class PeerException extends RuntimeException {

    private final int rank;

    /** @param rank the peer's */
    public PeerException(int rank, String message) {
        super(message);
        this.rank = rank;
    }

    public PeerException(int rank, String message, Throwable cause) {
        super(message, cause);
        this.rank = rank;
    }

    /** The peer's rank. */
    public int rank() {
        return rank;
    }
}
