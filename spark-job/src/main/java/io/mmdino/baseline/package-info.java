/**
 * The supervised baseline: a small convolutional network of Deeplearning4j, trained on the labels of the same shards by
 * Deeplearning4j's own parameter averaging on Spark, and evaluated with the model's metrics.
 *
 * <p>The only package that names Deeplearning4j; only {@code config}, {@code run} (for the hash of a run) and
 * commands use it.
 */
package io.mmdino.baseline;
