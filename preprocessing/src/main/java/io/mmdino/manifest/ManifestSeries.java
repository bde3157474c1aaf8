package io.mmdino.manifest;

/**
 * One file of a study.
 *
 * @param sequence its name in the settings, or {@code seg}
 * @param contentHash SHA-256 of the file; empty when it could not be read to its end
 * @param bytes length as stored
 * @param reason why it was refused; empty when accepted
 */
public record ManifestSeries(String sequence, String contentHash, long bytes, Status status, String reason) {}
