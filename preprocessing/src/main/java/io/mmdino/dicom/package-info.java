/** DICOM: headers, the order and geometry of a series, its voxels, its sequence. Knows volumes alone; no Spark, no file names. */
package io.mmdino.dicom;
