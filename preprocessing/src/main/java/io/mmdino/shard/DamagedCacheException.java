package io.mmdino.shard;

/** A slice cache holds other bytes than were written. It is a copy of shards, so it can be made anew from them. */
final class DamagedCacheException extends ShardException {

    private static final long serialVersionUID = 1;

    DamagedCacheException(String message, Throwable cause) {
        super(message, cause);
    }
}
