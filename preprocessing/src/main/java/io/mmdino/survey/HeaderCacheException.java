package io.mmdino.survey;

import java.io.IOException;

/** The file of remembered headers is damaged; the message says what to do. The output is unchanged. */
public final class HeaderCacheException extends IOException {

    public HeaderCacheException(String message) {
        super(message);
    }
}
