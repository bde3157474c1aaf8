/**
 * Studies in an archive by their names: listing folders, recognising names of images, assembling files to studies.
 *
 * <p>Reads no image and knows neither voxels nor Spark. {@code survey} opens the files whose names do not say what they hold.
 */
package io.mmdino.archive;
