/**
 * Evaluation of a backbone's features: logistic regression by the paper's protocol, metrics with intervals, and the
 * tables of missing sequences and label fractions.
 *
 * <p>Logistic regression is written here, because MLlib needs thousands of passes to reach the optimum of
 * scikit-learn's objective. Knows images and encoders only through {@link io.mmdino.evaluate.Encoder.InputMaker} and
 * {@link io.mmdino.evaluate.Encoder}, and no Spark.
 */
package io.mmdino.evaluate;
