package io.mmdino.shard;

/** Which part a study plays. A subject's studies are all in one split. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST
}
