/**
 * Features of a trained model as Spark stages: the work of {@code evaluate}, of {@code score} and of the classifier after {@code train}
 * on the executors of a cluster.
 *
 * <p>The driver lists studies by the manifest, cuts them into {@link io.mmdino.inference.PieceOrder}s and sends the weights by broadcast,
 * so that all executors compute with the very values that the driver has read and checked, and need not see the run.
 * A process of an executor keeps one copy of them ({@link io.mmdino.inference.ExecutorModels}) for all its tasks. A task copies the
 * windows of its piece to the local disk, computes with the kernels, the GPU and the lanes of its own process, deletes the copy, and
 * sends rows of features to the driver. Pieces begin where studies that are encoded together begin, so rows have the bits of local mode.
 *
 * <p>{@link io.mmdino.inference.PieceWork} is the arithmetic and knows no Spark; {@link io.mmdino.inference.InferenceStage} is the
 * wiring. Commands on a local master compute with {@code evaluate.FeatureMaker} in their own process.
 */
package io.mmdino.inference;
