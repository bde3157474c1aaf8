package io.mmdino.score;

/** What became of a study. */
public enum ScoreStatus {
    SCORED,
    REFUSED
}
