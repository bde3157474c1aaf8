/**
 * The {@code bench} command: every part of the job is timed together with a lower bound of its time, both alternately in one
 * run.
 *
 * <p>Only the command line uses this package. Documents that state a speed name the command of this package that prints it.
 */
package io.mmdino.bench;
