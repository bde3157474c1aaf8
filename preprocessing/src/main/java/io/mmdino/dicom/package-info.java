/**
 * DICOM: headers, order and geometry of a series, decoded voxels.
 *
 * <p>Written by hand because dcm4che is not on Maven Central and the codecs of ome-codecs take memory before they
 * check lengths; JPEG 2000 alone is decoded by a library. Knows volumes, but no Spark and no file names. Which
 * sequence a series shows is decided in {@code dicom.rules}.
 */
package io.mmdino.dicom;
