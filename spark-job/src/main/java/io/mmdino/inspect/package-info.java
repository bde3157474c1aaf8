/**
 * Describes files and studies in text and in a picture, as the model sees them, with no patient's name in either.
 *
 * <p>Reading them belongs to {@code study}, {@code survey} and {@code dicom}.
 */
package io.mmdino.inspect;
