/**
 * Which studies an archive holds, as far as names and headers tell: listing, looking into containers and DICOM
 * files, and a cache of the headers seen.
 *
 * <p>Runs without Spark; {@code ingest} spreads the looking over executors. Reading voxels belongs to
 * {@code study}.
 */
package io.mmdino.survey;
