package io.mmdino.average;

/** Another worker is gone, stalls or has failed; the message names it. */
public final class PeerException extends RuntimeException {

    private final int rank;
    private final boolean told;

    /** @param rank the peer's */
    public PeerException(int rank, String message) {
        this(rank, message, false);
    }

    /** @param told whether the peer itself has said why it stops: trying again would end alike */
    public PeerException(int rank, String message, boolean told) {
        super(message);
        this.rank = rank;
        this.told = told;
    }

    public PeerException(int rank, String message, Throwable cause) {
        super(message, cause);
        this.rank = rank;
        this.told = false;
    }

    /** The peer's rank. */
    public int rank() {
        return rank;
    }

    /** Whether the peer itself has said why it stops; otherwise it is gone or stalls. */
    public boolean told() {
        return told;
    }
}
