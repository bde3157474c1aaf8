package io.mmdino.score;

import java.io.IOException;

/** Scoring is not possible; the message has the reason and what to do, and no patient's id. */
public final class ScoreException extends IOException {

    public ScoreException(String message) {
        super(message);
    }
}
