/**
 * Slice windows on disk: the record of a window, its Parquet schema and reader, the state of a shard folder, and
 * the local cache that trainers read.
 *
 * <p>Training and evaluation see this package of preprocessing and no other. Cutting windows belongs to
 * {@code slice}, writing shards on Spark to {@code ingest}.
 */
package io.mmdino.shard;
