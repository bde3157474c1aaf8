package io.mmdino.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.IntPredicate;

/** Writes series of a bright ball: axial slices of 20 x 24 pixels of 2 mm, 2 mm apart, one in each file. */
public final class DicomCohort {

    private static final int ROWS = 24;
    private static final int COLUMNS = 20;

    private final Path folder;

    public DicomCohort(Path folder) {
        this.folder = folder;
    }

    /** Series descriptions and acquisition parameters. */
    public enum Protocol {
        T1("AX T1 SE", "500", "10", "", "SE"),
        T2("AX T2 TSE", "4000", "90", "", "SE"),
        FLAIR("AX FLAIR", "9000", "110", "2500", "SE\\IR"),
        /** The description contradicts the acquisition parameters. */
        AMBIGUOUS("AX T2 TSE", "500", "10", "", "SE"),
        LOCALIZER("LOCALIZER", "8", "4", "", "GR");

        private final String description;
        private final String tr;
        private final String te;
        private final String ti;
        private final String scanning;

        Protocol(String description, String tr, String te, String ti, String scanning) {
            this.description = description;
            this.tr = tr;
            this.te = te;
            this.ti = ti;
            this.scanning = scanning;
        }
    }

    /**
     * Writes files {@code WHERE/slice-K} with a suffix.
     *
     * @param skipped slices that are not written
     */
    public DicomCohort series(
            String where,
            String suffix,
            String patient,
            String study,
            String series,
            Protocol protocol,
            int slices,
            Set<Integer> skipped)
            throws IOException {
        Path into = Files.createDirectories(folder.resolve(where));
        IntPredicate missing = skipped::contains;
        for (int k = 0; k < slices; k++) {
            if (!missing.test(k)) {
                Files.write(into.resolve("slice-" + k + suffix), slice(patient, study, series, protocol, k, slices));
            }
        }
        return this;
    }

    private static byte[] slice(String patient, String study, String series, Protocol protocol, int k, int slices) {
        return fixture(patient, study, series, protocol, k, slices).file();
    }

    static DicomFixture fixture(String patient, String study, String series, Protocol protocol, int k, int slices) {
        DicomFixture slice = new DicomFixture()
                .text(Tags.PATIENT_ID, "LO", patient)
                .text(Tags.STUDY_INSTANCE, "UI", study)
                .text(Tags.SERIES_INSTANCE, "UI", series)
                .text(Tags.SOP_INSTANCE, "UI", series + "." + (k + 1))
                .text(Tags.SERIES_DESCRIPTION, "LO", protocol.description)
                .text(Tags.REPETITION_TIME, "DS", protocol.tr)
                .text(Tags.ECHO_TIME, "DS", protocol.te)
                .text(Tags.SCANNING_SEQUENCE, "CS", protocol.scanning)
                .text(Tags.SEQUENCE_VARIANT, "CS", "SK")
                .text(Tags.SLICE_THICKNESS, "DS", "2")
                .text(Tags.PIXEL_SPACING, "DS", "2\\2")
                .text(Tags.POSITION, "DS", "0\\0\\" + 2 * k)
                .size(ROWS, COLUMNS)
                .pixels(index -> voxel(index % COLUMNS, index / COLUMNS, k, slices));
        return protocol.ti.isEmpty() ? slice : slice.text(Tags.INVERSION_TIME, "DS", protocol.ti);
    }

    private static int voxel(int i, int j, int k, int slices) {
        double head = Math.hypot(Math.hypot(i - 10, j - 12), k - slices / 2.0);
        return head < 8.5 ? 150 + (i * 7 + j * 13 + k * 5) % 40 : 0;
    }
}
