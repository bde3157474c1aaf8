/**
 * Parquet's input and output as shards need them: files that are hashed while they are written, files of which a stretch is in
 * memory, and footers that are equal for equal rows.
 *
 * <p>Knows nothing of studies and windows, which belong to {@code shard}.
 */
package io.mmdino.shard.parquet;
