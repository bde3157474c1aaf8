package io.mmdino.average;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * The first message on a connection: the sender's rank, and the token that only workers at the rendezvous know.
 *
 * @param token of the worker that listens, {@link RingAddress#TOKEN_BYTES} bytes
 */
record Greeting(int fromRank, byte[] token) {

    /** Identifies the protocol, version 1. */
    private static final int MAGIC = 0x6d6d5231;

    private static final int BYTES = 4 + 1 + 4 + RingAddress.TOKEN_BYTES;

    ByteBuffer bytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put(byteOrder())
                .putInt(fromRank)
                .put(token)
                .flip();
    }

    /** Whether {@code message} is this greeting; the token is compared in constant time. */
    boolean matches(ByteBuffer message) {
        byte[] received = new byte[BYTES];
        if (message.remaining() != BYTES) {
            return false;
        }
        message.get(received);
        return MessageDigest.isEqual(received, bytes().array());
    }

    /** Values are sent in native byte order, so both ends must have the same one. */
    private static byte byteOrder() {
        return (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 'l' : 'b');
    }
}
