package io.mmdino.storage;

import java.io.IOException;

/** A stream ended before its file. No EOFException, which readers take for the end of the file. */
final class EarlyEndException extends IOException {

    /** @param length of the file */
    EarlyEndException(long position, long length, Throwable cause) {
        super(
                "the store cut the connection after " + position + " of " + length
                        + " bytes, each time it was tried; see that it is up, and run again",
                cause);
    }
}
