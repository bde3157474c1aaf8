/**
 * Scores a cohort: one row for every study of an archive, scored or refused with its reason, as CSV and Parquet.
 *
 * <p>Windows come from {@code ingest}, features and classifiers from {@code evaluate}.
 */
package io.mmdino.score;
