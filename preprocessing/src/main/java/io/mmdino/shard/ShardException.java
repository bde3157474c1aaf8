package io.mmdino.shard;

import java.io.IOException;

/** A shard folder or its cache cannot be used; the message says which, why and what to do. */
public class ShardException extends IOException {

    public ShardException(String message) {
        super(message);
    }

    public ShardException(String message, Throwable cause) {
        super(message, cause);
    }
}
