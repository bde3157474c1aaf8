package io.mmdino.manifest;

/** What became of a study or a series. */
public enum Status {
    ACCEPTED,
    REFUSED,
    /** A series of which nothing was made, because another was taken or its sequence is not wanted; never a study. */
    UNUSED
}
