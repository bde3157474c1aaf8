package io.mmdino.registry;

import java.io.IOException;

/** A registry cannot do what was asked, or is damaged; the message says what to do. */
public class RegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another writer was faster: look at what it has done, and decide again. */
    public static final class Conflict extends RegistryException {

        private static final long serialVersionUID = 1L;

        Conflict(String message) {
            super(message);
        }
    }

    /** A version, an alias or the registry is not there. */
    public static final class Missing extends RegistryException {

        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }
}
