package io.mmdino.volume;

import java.io.IOException;

/**
 * A file that cannot be taken as a NIfTI volume. The message is fit for a log and a manifest: it names the field, its
 * value and what was wanted, never a path. Faults of the storage itself stay plain {@link IOException}s.
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
