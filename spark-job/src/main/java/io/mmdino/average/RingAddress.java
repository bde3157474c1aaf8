package io.mmdino.average;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Address that a worker listens on, and the token that its predecessor has to send in its {@link Greeting}.
 *
 * @param token 32 random bytes in hexadecimal, new for each ring
 */
record RingAddress(String host, int port, String token) {

    static final int TOKEN_BYTES = 32;

    static RingAddress of(String host, int port) {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return new RingAddress(host, port, HexFormat.of().formatHex(token));
    }

    /** Text for the rendezvous: TOKEN@HOST:PORT. */
    String text() {
        return token + "@" + place();
    }

    /**
     * Parses {@link #text}.
     *
     * @throws IllegalArgumentException for any other text; the message does not quote it
     */
    static RingAddress parse(String text) {
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':');
        try {
            String token = text.substring(0, at);
            if (HexFormat.of().parseHex(token).length != TOKEN_BYTES) {
                throw new IllegalArgumentException("token of another length");
            }
            return new RingAddress(text.substring(at + 1, colon), Integer.parseInt(text.substring(colon + 1)), token);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The text may hold the secret, so the message does not quote it.
            throw new IllegalArgumentException(
                    "a worker told no address of the form TOKEN@HOST:PORT; do all run the same version?");
        }
    }

    byte[] secret() {
        return HexFormat.of().parseHex(token);
    }

    String place() {
        return host + ":" + port;
    }

    /** HOST:PORT without the token, so that logs do not show it. */
    @Override
    public String toString() {
        return place();
    }
}
