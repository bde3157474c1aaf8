/**
 * DICOM: reads headers, orders the frames of a series and decodes them to volumes.
 *
 * <p>Written by hand because dcm4che is not on Maven Central and the codecs of ome-codecs allocate memory before they
 * check lengths; JPEG 2000 alone is decoded by a library. Independent of Spark and of file names. Package
 * {@code dicom.rules} decides which sequence a series shows.
 */
package io.mmdino.dicom;
