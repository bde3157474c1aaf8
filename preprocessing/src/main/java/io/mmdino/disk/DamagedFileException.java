package io.mmdino.disk;

import java.io.IOException;

/** A file of this program has other content than was written. The message names the file and says what to do. */
public class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1;

    public DamagedFileException(String message) {
        super(message);
    }

    public DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
