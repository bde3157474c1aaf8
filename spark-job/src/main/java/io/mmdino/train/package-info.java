/**
 * The training loop: batches from shards, steps, metrics, checkpoints, resumption.
 *
 * <p>Runs without Spark and without files of settings; one step's mathematics belongs to {@code ssl}, workers on
 * Spark to {@code cluster} and {@code job}.
 */
package io.mmdino.train;
