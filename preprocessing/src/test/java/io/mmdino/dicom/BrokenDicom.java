package io.mmdino.dicom;

import io.mmdino.dicom.DicomCohort.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes invalid DICOM files, and series that form no volume, from T2 slices of {@link DicomCohort}. */
public final class BrokenDicom {

    private static final int SLICES = 12;
    /** Slices of 4096 x 4096 pixels that need 384 MiB as float32, which is within the limits of a volume. */
    private static final int LARGE_SLICES = 6;

    private final Path folder;

    public BrokenDicom(Path folder) {
        this.folder = folder;
    }

    /** A file that ends within the header. */
    public void cutInHeader(String name) throws IOException {
        byte[] whole = slice(name, 0).file();
        write(name + ".dcm", Arrays.copyOf(whole, 300));
    }

    /** A file with an element of almost 2 GiB, or with sequences nested without end. */
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

    /** A series whose files all end within the pixels. */
    public void cutInPixels(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            byte[] whole = slice(name, k).file();
            write(name + "/" + k, Arrays.copyOf(whole, whole.length - 100));
        }
    }

    /** A series with headers of 4096 x 4096 pixels, without pixels. */
    public void withoutPixels(String name) throws IOException {
        for (int k = 0; k < LARGE_SLICES; k++) {
            byte[] header = slice(name, k)
                    .size(4096, 4096)
                    .attributes(TransferSyntax.EXPLICIT_LITTLE)
                    .head(Tags.PIXELS, "OW", 2L * 4096 * 4096)
                    .part10(TransferSyntax.EXPLICIT_LITTLE.uid());
            write(name + "/" + k, header);
        }
    }

    /** A series with two different images at every position. */
    public void doubled(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            write(name + "/" + k, slice(name, k).file());
            write(
                    name + "/again-" + k,
                    slice(name, k)
                            .text(Tags.SOP_INSTANCE, "UI", "1.2.9." + k)
                            .pixels(index -> index)
                            .file());
        }
    }

    /** A series in a compression that is not decoded. */
    public void undecoded(String name) throws IOException {
        for (int k = 0; k < SLICES; k++) {
            byte[] file = slice(name, k)
                    .attributes(TransferSyntax.EXPLICIT_LITTLE)
                    .packed(List.of(new byte[100]), false)
                    .part10(TransferSyntax.HTJ2K.uid());
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
