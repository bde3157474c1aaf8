/**
 * The vision transformer of MM-DINOv2, each layer with its forward beside its backward. Layers hold the places of their
 * parameters, never values: student, teacher and every lane share them.
 */
package io.mmdino.vit;
