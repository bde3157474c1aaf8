/**
 * From a volume to windows: chooses slices, cuts their windows and scales intensities.
 *
 * <p>Arithmetic on arrays only. Package {@code study} reads the files.
 */
package io.mmdino.slice;
