package io.mmdino.manifest;

/** What became of a study or a series. */
public enum Status {
    ACCEPTED,
    REFUSED
}
