package io.mmdino.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Distinguishes NIfTI images from other files. */
final class ImageFile {

    private static final int NIFTI_1 = 348;
    private static final int NIFTI_2 = 540;

    private ImageFile() {}

    /** Whether a file is NIfTI by its extension or, where that is unknown, by its first bytes: header length or gzip. */
    static boolean isNifti(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".nii") || name.endsWith(".nii.gz")) {
            return true;
        }
        if (name.endsWith(".safetensors")) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(Integer.BYTES);
            if (first.length < Integer.BYTES) {
                return false;
            }
            int big = ByteBuffer.wrap(first).getInt();
            int little = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt();
            boolean gzip = first[0] == (byte) 0x1f && first[1] == (byte) 0x8b;
            return gzip || big == NIFTI_1 || big == NIFTI_2 || little == NIFTI_1 || little == NIFTI_2;
        }
    }
}
