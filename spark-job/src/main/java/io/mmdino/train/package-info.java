/**
 * The training loop: batches from shards, steps, metrics, checkpoints, resumption.
 *
 * <p>Uses neither Spark nor settings files. The mathematics of a step belongs to {@code ssl}, workers on Spark to
 * {@code cluster} and {@code job}.
 */
package io.mmdino.train;
