/** Slices: which ones to take, where to cut their window, how to scale it. */
package io.mmdino.slice;
