/**
 * What a backbone's features are worth: logistic regression by the paper's protocol, metrics with intervals, and the
 * tables over missing sequences and shares of labels. Knows images and encoders only through {@link
 * io.mmdino.evaluate.InputMaker} and {@link io.mmdino.evaluate.Encoder}, and no Spark.
 */
package io.mmdino.evaluate;
