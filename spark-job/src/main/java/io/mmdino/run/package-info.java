/**
 * Training runs: folder and file names, the hash of all that determines the weights, and runs on a Hadoop file
 * system or object store, where readers only see whole states.
 *
 * <p>Weights and their format belong to {@code checkpoint}, training to {@code job}.
 */
package io.mmdino.run;
