/** Slice windows on disk: the shard record, its Parquet schema and reader, and the local cache that trainers read. */
package io.mmdino.shard;
