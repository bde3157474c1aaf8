/**
 * Volumes: reading and writing NIfTI, grids, orientation and resampling.
 *
 * <p>Written by hand, because no library on Maven Central reads NIfTI with bounds on untrusted lengths. Independent of
 * Spark, of file names and of DICOM.
 */
package io.mmdino.volume;
