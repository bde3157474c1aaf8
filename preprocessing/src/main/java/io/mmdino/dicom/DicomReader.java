package io.mmdino.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads headers of DICOM files: Part 10 files, and bare data sets whose first element is plausible.
 *
 * <p>Reading stops at the pixels. Every length is checked against {@link DicomLimits} before memory is allocated, and memory grows
 * with the bytes read, not with declared lengths.
 */
public final class DicomReader {

    /** Bytes at the beginning of a file that {@link #isDicom} needs. */
    public static final int FIRST_BYTES = 132;

    private static final int PREAMBLE = 128;
    private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);

    private DicomReader() {}

    /**
     * Reads the attributes before the pixels. The stream is left open, at an unspecified position after the header.
     *
     * @throws DicomException when the file is not a DICOM file within the limits; the message says why
     * @throws IOException when the storage fails
     */
    public static DicomHeader header(InputStream raw, DicomLimits limits) throws IOException {
        try (DicomFile file = DicomFile.open(raw, limits)) {
            return file.header();
        }
    }

    /** Whether a file with these first bytes is a DICOM Part 10 file. */
    public static boolean isDicom(byte[] first) {
        return first.length >= FIRST_BYTES && Arrays.equals(first, PREAMBLE, FIRST_BYTES, MAGIC, 0, MAGIC.length);
    }

    /** Whether a file name or path is that of a DICOMDIR, the directory of a medium, which holds no image. */
    public static boolean isDicomDir(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.equalsIgnoreCase("DICOMDIR");
    }

    /** Whether the object is a DICOMDIR by its SOP class, whatever its name. */
    public static boolean isDicomDir(DicomHeader header) {
        return header.ids().sopClassUid().equals("1.2.840.10008.1.3.10");
    }
}
