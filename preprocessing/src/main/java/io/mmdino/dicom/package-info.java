/**
 * DICOM: reads headers, orders the frames of a series and decodes them to volumes.
 *
 * <p>Written by hand because dcm4che is not on Maven Central and the codecs of ome-codecs allocate memory before they
 * check lengths. Independent of Spark and of file names. Package {@code dicom.codec} decodes compressed frames and knows
 * nothing of files; package {@code dicom.rules} decides which sequence a series shows.
 */
package io.mmdino.dicom;
