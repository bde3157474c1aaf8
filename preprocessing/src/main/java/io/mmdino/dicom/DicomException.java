package io.mmdino.dicom;

import java.io.IOException;

/**
 * A file or a series that cannot be read. The message is safe for logs and manifests: it names tags, numbers, what was wanted
 * and what to do, never text of the file, which may name a patient. Failures of the storage are other {@link IOException}s.
 */
public final class DicomException extends IOException {

    private static final long serialVersionUID = 1L;

    public DicomException(String reason) {
        super(reason);
    }

    public DicomException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
