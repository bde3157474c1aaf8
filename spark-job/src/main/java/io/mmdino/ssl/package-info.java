/**
 * MM-DINOv2's self- and semi-supervised step: teacher and student, their heads, the coupling of their outputs and
 * the losses.
 *
 * <p>Making crops belongs to {@code crop}, moving weights to {@code optim}, the loop over steps to {@code train}.
 */
package io.mmdino.ssl;
