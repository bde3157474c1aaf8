/**
 * A training job from settings to a trained model: orders for workers, workers on Spark or in this process, and the
 * trained model for the commands that use it.
 *
 * <p>Order of events: {@link io.mmdino.job.WorkerOrder} (input of a worker), the barrier stage of {@code cluster}, the
 * ring of {@code average}, {@link io.mmdino.job.TrainingWorker} (runs {@code train}), a report to the driver; when a
 * worker was lost, a repetition from the last checkpoint. Options and texts of commands belong to {@code cli}.
 */
package io.mmdino.job;
