package io.mmdino.cli;

/** Which of a run's checkpoints. */
enum Checkpoint {
    /** That with the best validation. */
    BEST,
    /** The newest. */
    LAST
}
