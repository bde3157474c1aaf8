/**
 * MM-DINOv2's self- and semi-supervised step: crops, masks, teacher and student, losses.
 */
package io.mmdino.ssl;
