/**
 * Files and studies as the model sees them, in words and in a picture, with no patient's name in either.
 *
 * <p>Reading them belongs to {@code study}, {@code survey} and {@code dicom}.
 */
package io.mmdino.inspect;
