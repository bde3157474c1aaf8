package io.mmdino.shard;

/** The part of a cohort that a study belongs to. All studies of a subject are in one split. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST
}
