/**
 * Workers of one run as Spark tasks: the barrier stage, rounds through the driver, restarts after a failure,
 * progress and the GPU that Spark assigned.
 *
 * <p>Mechanism only: {@code job} decides which settings and files a worker gets.
 */
package io.mmdino.cluster;
