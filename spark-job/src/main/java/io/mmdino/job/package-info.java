/**
 * A training job from settings to a trained model: shards and settings become orders for workers, workers run on
 * Spark or in this process, their checkpoints become a run; and the trained model for commands that use it.
 *
 * <p>In order: {@link io.mmdino.job.WorkerOrder} (what a worker is given), the barrier stage of {@code cluster},
 * the ring of {@code average}, {@link io.mmdino.job.TrainingWorker} (runs {@code train}), a report to the driver,
 * and again from the last checkpoint when a worker was lost. Options and texts of commands belong to {@code cli}.
 */
package io.mmdino.job;
