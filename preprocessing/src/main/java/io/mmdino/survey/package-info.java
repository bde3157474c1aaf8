/**
 * Which studies an archive holds, by names and headers: sorting a listing by study, scanning containers and DICOM
 * headers, and a cache of the findings.
 *
 * <p>Runs without Spark; {@code ingest} distributes the scan of headers over executors. Reading voxels belongs to
 * {@code study}.
 */
package io.mmdino.survey;
