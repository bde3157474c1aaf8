package io.mmdino.dicom;

import io.mmdino.dicom.DicomCohort.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** DICOM files that no scanner writes, and series that make no volume: T2 slices of {@link DicomCohort}. */
public final class BrokenDicom {

    private static final int SLICES = 12;
    /** Half of what the limits allow for a volume: 384 MiB as float32. */
    private static final int PROMISED = 6;

    private static final String JPEG_LS = "1.2.840.10008.1.2.4.80";

    private final Path folder;

    public BrokenDicom(Path folder) {
        this.folder = folder;
    }

    /** A file of its own that breaks off inside the header. */
    public void cutInHeader(String name) throws IOException {
        byte[] whole = slice(name, 0).file();
        write(name + ".dcm", Arrays.copyOf(whole, 300));
    }

    /** A file of its own with an element of almost 2 GiB, or a sequence that opens without end. */
    public void absurd(String name, boolean deep) throws IOException {
        DicomWriter out = new DicomWriter(TransferSyntax.IMPLICIT_LITTLE);
        if (deep) {
            for (int level = 0; level < 20_000; level++) {
                out.head(0x00081140, "SQ", ElementHead.UNDEFINED).head(Tags.ITEM, "", ElementHead.UNDEFINED);
            }
        } else {
            out.head(Tags.SERIES_DESCRIPTION, "LO", 0x70000000L);
        }
        write(name + ".dcm", out.part10(TransferSyntax.IMPLICIT_LITTLE.uid()));
    }

    /** A series whose files all break off inside the pixels. */
    public void cutInPixels(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            byte[] whole = slice(name, k).file();
            write(name + "/" + k, Arrays.copyOf(whole, whole.length - 100));
        }
    }

    /** A series with headers that promise 4096 x 4096 pixels, and no pixels. */
    public void promises(String name) throws IOException {
        for (int k = 0; k < PROMISED; k++) {
            byte[] header = slice(name, k)
                    .size(4096, 4096)
                    .attributes(TransferSyntax.EXPLICIT_LITTLE)
                    .head(Tags.PIXELS, "OW", 2L * 4096 * 4096)
                    .part10(TransferSyntax.EXPLICIT_LITTLE.uid());
            write(name + "/" + k, header);
        }
    }

    /** A series with two images at every place. */
    public void doubled(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            write(name + "/" + k, slice(name, k).file());
            write(
                    name + "/again-" + k,
                    slice(name, k).text(Tags.SOP_INSTANCE, "UI", "1.2.9." + k).file());
        }
    }

    /** A series packed in a way that is not decoded. */
    public void jpegLs(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            byte[] file = slice(name, k)
                    .attributes(TransferSyntax.EXPLICIT_LITTLE)
                    .packed(List.of(new byte[100]), false)
                    .part10(JPEG_LS);
            write(name + "/" + k, file);
        }
    }

    private static DicomFixture slice(String name, int k) {
        String uid = "1.2." + Math.abs(name.hashCode());
        return DicomCohort.fixture(name, uid, uid + ".1", Protocol.T2, k, SLICES);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
