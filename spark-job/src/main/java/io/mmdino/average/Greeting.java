package io.mmdino.average;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * The first message on a connection: who comes, and proof that it was at the rendezvous.
 *
 * @param token the listener's own
 */
record Greeting(int fromRank, byte[] token) {

    /** Protocol, version 1. */
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
        byte[] said = new byte[BYTES];
        if (message.remaining() != BYTES) {
            return false;
        }
        message.get(said);
        return MessageDigest.isEqual(said, bytes().array());
    }

    /** Data goes as it lies in memory. */
    private static byte byteOrder() {
        return (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 'l' : 'b');
    }
}
