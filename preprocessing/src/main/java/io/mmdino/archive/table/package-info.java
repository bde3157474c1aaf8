/**
 * Tables beside an archive: labels, splits and sites, as CSV.
 *
 * <p>What a label means to training belongs to {@code shard} and {@code train}.
 */
package io.mmdino.archive.table;
