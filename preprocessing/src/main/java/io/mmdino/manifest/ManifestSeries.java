package io.mmdino.manifest;

/**
 * One series of a study: a NIfTI file, or the files of a DICOM series.
 *
 * @param sequence its name in the settings, {@code seg}, or {@code ?} where no rule names it
 * @param contentHash SHA-256 of the file, or over those of all files; empty when it was not read, or not to its end
 * @param bytes length as stored
 * @param reason why it was refused or not used; empty when accepted
 */
public record ManifestSeries(String sequence, String contentHash, long bytes, Status status, String reason) {}
