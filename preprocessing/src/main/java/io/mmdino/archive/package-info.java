/**
 * Studies in an archive by their names: listing folders, recognising names of images, assembling files to studies.
 *
 * <p>Opens no image and knows no voxels and no Spark. Files whose names do not say what they hold are opened in
 * {@code survey}.
 */
package io.mmdino.archive;
