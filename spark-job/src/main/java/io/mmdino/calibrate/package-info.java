/**
 * How far the probabilities of a classifier can be trusted: temperature scaling, calibration errors, abstention, and the distance
 * of a study's features to those of training.
 *
 * <p>Plain arithmetic on {@link io.mmdino.evaluate.Predictions} and {@link io.mmdino.evaluate.FeatureTable}; results are records
 * that {@link io.mmdino.disk.SealedJson} writes. Whether a model is good, and whether it replaces another, is not decided here.
 */
package io.mmdino.calibrate;
