/**
 * Workers of one run as Spark tasks: the barrier stage, rounds through the driver, restarts after a failure,
 * progress and the GPU that Spark assigned.
 *
 * <p>Mechanism only: which settings and files a worker gets belongs to {@code job}.
 */
package io.mmdino.cluster;
