/**
 * The manifest of a shard folder: every study and series with hash, size, status and reason; by it a second ingest
 * knows what is new.
 *
 * <p>Which studies an archive holds now belongs to {@code survey}.
 */
package io.mmdino.manifest;
