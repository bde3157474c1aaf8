package io.mmdino.dicom.codec;

import java.io.IOException;

/**
 * A frame that cannot be decoded. The message is safe for logs and manifests: it names numbers, what was wanted and what to do,
 * never text of the file.
 */
public final class FrameException extends IOException {

    private static final long serialVersionUID = 1L;

    FrameException(String reason) {
        super(reason);
    }

    FrameException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
