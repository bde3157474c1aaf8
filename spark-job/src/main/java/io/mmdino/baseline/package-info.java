/**
 * The supervised baseline: a small convolutional network of Deeplearning4j, trained by Deeplearning4j's own
 * parameter averaging on Spark from the labels of the same shards, and evaluated as the model is.
 *
 * <p>The only package that names Deeplearning4j; nothing but commands and settings uses it.
 */
package io.mmdino.baseline;
