package io.mmdino.run;

/** Which of a run's checkpoints. */
public enum Checkpoint {
    /** That with the best validation. */
    BEST,
    /** The newest. */
    LAST
}
