package io.mmdino.storage;

import java.io.IOException;

/** A stream ended before its file. It is no EOFException, because readers take that for the end of the file. */
final class EarlyEndException extends IOException {

    /** @param length length of the file in bytes */
    EarlyEndException(long position, long length, Throwable cause) {
        super(
                "the store cut the connection after " + position + " of " + length
                        + " bytes, each time it was tried; see that it is up, and run again",
                cause);
    }
}
