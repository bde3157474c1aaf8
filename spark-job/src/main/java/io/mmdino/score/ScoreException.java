package io.mmdino.score;

import java.io.IOException;

/** Scoring cannot go on; the message says why and what to do, and holds no patient's id. */
public final class ScoreException extends IOException {

    public ScoreException(String message) {
        super(message);
    }
}
