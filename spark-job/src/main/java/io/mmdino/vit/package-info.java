/**
 * The vision transformer of MM-DINOv2, each layer with its forward beside its backward. Layers hold the positions of
 * their parameters, never values: student, teacher and all lanes share them. Each layer's comment names the PyTorch
 * operation that it computes.
 *
 * <p>Losses and augmentation do not belong here.
 */
package io.mmdino.vit;
