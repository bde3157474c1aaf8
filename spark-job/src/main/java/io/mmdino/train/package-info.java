/** The training loop: batches from shards, steps, metrics, checkpoints, resumption. */
package io.mmdino.train;
