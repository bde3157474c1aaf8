/**
 * The supervised baseline: a small convolutional network of Deeplearning4j, trained by Deeplearning4j's own parameter
 * averaging on Spark from the labels of the same shards, and judged as the model is. It alone names Deeplearning4j.
 */
package io.mmdino.baseline;
