package io.mmdino.dicom;

import java.io.IOException;

/**
 * A file or a series that cannot be taken. The message is fit for a log and a manifest: it names tags, numbers, what was
 * wanted and what to do, never text of the file, which may name a patient. Faults of the storage stay plain
 * {@link IOException}s.
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
