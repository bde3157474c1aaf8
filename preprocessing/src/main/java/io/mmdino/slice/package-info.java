/**
 * From a volume to windows: which slices to take, where to cut their window, how to scale its intensities.
 *
 * <p>Arithmetic on arrays only; which files a volume comes from belongs to {@code study}.
 */
package io.mmdino.slice;
