package io.mmdino.volume;

import java.io.IOException;

/**
 * A file that cannot be read as a NIfTI volume. The message is safe for logs and manifests: it names the field, its value and
 * what was wanted, never a path. Failures of the storage are other {@link IOException}s.
 */
public final class NiftiException extends IOException {

    private static final long serialVersionUID = 1L;

    public NiftiException(String reason) {
        super(reason);
    }

    public NiftiException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
