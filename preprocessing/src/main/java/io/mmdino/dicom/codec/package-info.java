/**
 * Decoders of compressed frames of DICOM files: bytes in, stored numbers out, bounded by the frame's size.
 *
 * <p>JPEG 2000 and JPEG of 8 bits are decoded by libraries (ome-jai, the JDK). RLE, lossless JPEG, JPEG-LS and JPEG of 12 bits are
 * written by hand: the decoders of dcm4che and Weasis are native code, and no library in
 * plain Java was found that reads JPEG-LS. Knows nothing of files and headers: package {@code dicom} finds the frames and says what they should hold.
 */
package io.mmdino.dicom.codec;
