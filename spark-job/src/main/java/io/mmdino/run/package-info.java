/**
 * A run wherever it lies: its folder and file names, the hash of what decides it, its lock, and its copy on a
 * Hadoop file system or object store, of which only whole states count.
 *
 * <p>Weights and their format belong to {@code checkpoint}, training to {@code job}.
 */
package io.mmdino.run;
