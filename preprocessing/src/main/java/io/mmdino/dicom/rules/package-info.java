/**
 * Decides which MRI sequence a DICOM series shows, by rules on its headers from {@code conf/sequences.yaml}.
 *
 * <p>Package {@code dicom} reads the headers.
 */
package io.mmdino.dicom.rules;
