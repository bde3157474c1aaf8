/**
 * The supervised baseline: a small convolutional network of Deeplearning4j, trained on the labels of the same shards by
 * Deeplearning4j's own parameter averaging on Spark, and evaluated with the model's metrics.
 *
 * <p>The only package that names Deeplearning4j; nothing but commands and settings uses it.
 */
package io.mmdino.baseline;
