/**
 * Scores a cohort: one row for every study of an archive, scored or refused with its reason, as CSV and Parquet.
 *
 * <p>Ingest and features are those of {@code ingest} and {@code evaluate}.
 */
package io.mmdino.score;
