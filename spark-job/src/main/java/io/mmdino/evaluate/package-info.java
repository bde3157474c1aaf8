/**
 * Evaluation of a backbone's features: logistic regression by the paper's protocol, metrics with intervals, and the
 * tables of missing sequences and label fractions.
 *
 * <p>Logistic regression is ours because scikit-learn's objective is wanted to its optimum, which MLlib reaches
 * after thousands of passes only. Knows images and encoders only through {@link io.mmdino.evaluate.Encoder.InputMaker} and
 * {@link io.mmdino.evaluate.Encoder}, and no Spark.
 */
package io.mmdino.evaluate;
