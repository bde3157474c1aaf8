/**
 * Which MRI sequence a DICOM series shows: rules over its headers, read from {@code conf/sequences.yaml}.
 *
 * <p>Reading headers belongs to {@code dicom}.
 */
package io.mmdino.dicom.rules;
