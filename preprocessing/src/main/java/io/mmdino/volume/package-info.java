/**
 * Volumes: NIfTI in and out, grids, orientation and resampling.
 *
 * <p>No library on Maven Central reads NIfTI with bounds on untrusted lengths. Knows no Spark, no file names and
 * no DICOM.
 */
package io.mmdino.volume;
