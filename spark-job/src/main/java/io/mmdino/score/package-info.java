/** Scores a cohort: one row for every study of a folder, scored or refused, as CSV and Parquet. */
package io.mmdino.score;
