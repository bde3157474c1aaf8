/**
 * Sums over the workers of one run (all-reduce): a ring of sockets with its messages, encryption and failures.
 *
 * <p>What is summed and when belongs to {@code train}; starting workers on Spark to {@code cluster}.
 */
package io.mmdino.average;
