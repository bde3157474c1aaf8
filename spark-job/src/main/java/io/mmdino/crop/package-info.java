/**
 * From a window to what a network sees: global and local crops with augmentation, masks over patches, the input of
 * evaluation, and the random stream that draws all of it.
 *
 * <p>Plain arrays, no tensors. Losses and networks belong to {@code ssl} and {@code vit}.
 */
package io.mmdino.crop;
