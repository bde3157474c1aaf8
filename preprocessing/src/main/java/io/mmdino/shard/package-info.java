/**
 * Slice windows on disk: the record of a window, its Parquet schema and reader, the state of a shard folder, and
 * the local cache that trainers read.
 *
 * <p>Of preprocessing, training and evaluation use only this package, {@code disk} and {@code settings}. Cutting windows belongs to
 * {@code slice}, writing shards on Spark to {@code ingest}.
 */
package io.mmdino.shard;
