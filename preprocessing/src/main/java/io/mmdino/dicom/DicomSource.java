package io.mmdino.dicom;

import java.io.IOException;
import java.io.InputStream;

/** One file of a series, which can be opened when its turn comes. */
@FunctionalInterface
public interface DicomSource {

    /** Opens the file at its first byte; the caller closes it. */
    InputStream open() throws IOException;
}
