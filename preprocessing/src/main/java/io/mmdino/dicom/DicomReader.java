package io.mmdino.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads headers of DICOM files: Part 10 files, and bare data sets whose first element is plausible.
 *
 * <p>Reading stops at the pixels. Every length is held against {@link DicomLimits} before memory is taken, and memory grows
 * with the bytes that are there.
 */
public final class DicomReader {

    /** Bytes that {@link #isDicom} and {@link #isDicomDir} look at. */
    public static final int FIRST_BYTES = 132;

    private static final int PREAMBLE = 128;
    private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);

    private DicomReader() {}

    /**
     * Reads what stands before the pixels. The stream is left open, somewhere behind the header.
     *
     * @throws DicomException when the bytes are no DICOM file within the limits; the message says why
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

    /** Whether a file name, or a path, is that of a medium's directory, which holds no image. */
    public static boolean isDicomDir(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.equalsIgnoreCase("DICOMDIR");
    }

    /** Whether this is the directory of a medium by what it says, whatever its name. */
    public static boolean isDicomDir(DicomHeader header) {
        return header.ids().sopClassUid().equals("1.2.840.10008.1.3.10");
    }
}
