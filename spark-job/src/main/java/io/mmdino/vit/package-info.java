/**
 * The vision transformer of MM-DINOv2, each layer with its forward beside its backward. Layers hold the places of
 * their parameters, never values: student, teacher and every lane share them.
 *
 * <p>Losses and augmentation do not belong here.
 */
package io.mmdino.vit;
