/** Sums over the workers of one run: what makes several of them one. */
package io.mmdino.average;
