package io.mmdino.average;

/** Another worker is gone, stalls or has failed; the message names it and {@link #rank} identifies it. */
public final class PeerException extends RuntimeException {

    private final int rank;
    private final boolean ownFailure;

    /** A peer that is gone or stalls. */
    public PeerException(int rank, String message) {
        this(rank, message, false);
    }

    /** @param ownFailure whether the peer itself has reported its failure, see {@link #isOwnFailure} */
    public PeerException(int rank, String message, boolean ownFailure) {
        super(message);
        this.rank = rank;
        this.ownFailure = ownFailure;
    }

    /** A peer that is gone or stalls. */
    public PeerException(int rank, String message, Throwable cause) {
        super(message, cause);
        this.rank = rank;
        this.ownFailure = false;
    }

    public int rank() {
        return rank;
    }

    /**
     * Whether the peer itself has reported that it failed, in which case another attempt would fail too. False when others found
     * it gone or stalled, which another attempt may mend.
     */
    public boolean isOwnFailure() {
        return ownFailure;
    }
}
