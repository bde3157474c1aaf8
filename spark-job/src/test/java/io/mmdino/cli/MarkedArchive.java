package io.mmdino.cli;

import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archive with a mark in every place that can name a patient: folders, files, entries, ids, headers, tables. */
record MarkedArchive(Path folder) {

    static final String MARK = "ZQXMARK";
    static final String UID = "1.2.77417741";
    static final String BIRTH_DATE = "18530330";
    static final String STUDY_DATE = "18810507";

    /** Marks, in lower case, that must not appear in any output. */
    static final List<String> MARKS =
            List.of(MARK.toLowerCase(java.util.Locale.ROOT), "77417741", BIRTH_DATE, STUDY_DATE);

    private static final int LABELLED = 9;
    private static final int SIDE = 24;
    private static final double[] AFFINE = {2, 0, 0, -24, 0, 2, 0, -24, 0, 0, 2, -24, 0, 0, 0, 1};

    /** Nine good NIfTI studies with labels, two good DICOM studies, one in a zip, and many broken ones. */
    static MarkedArchive in(Path folder) throws IOException {
        MarkedArchive archive = new MarkedArchive(Files.createDirectories(folder));
        StringBuilder labels = new StringBuilder("Patient,WHO2021_Int," + MARK + "column\n");
        for (int i = 0; i < LABELLED; i++) {
            archive.write(archive.image(i, "t1"), nifti(i));
            archive.write(archive.image(i, "flair"), nifti(100 + i));
            labels.append(MARK)
                    .append(i)
                    .append(',')
                    .append(i % 3)
                    .append(',')
                    .append(BIRTH_DATE)
                    .append('\n');
        }
        archive.write("phenoData.csv", labels.toString().getBytes(StandardCharsets.UTF_8));
        MarkedDicom.series(folder.resolve(MARK + "^Anna " + STUDY_DATE), MARK + "D1", UID + ".1", "AX T2 TSE");
        MarkedDicom.series(folder.resolve(MARK + "^Bert"), MARK + "D2", UID + ".2", "AX T2 FLAIR");
        archive.zip(MARK + "zip.zip", MARK + "folder/sub-" + MARK + "Z_t1.nii.gz");
        archive.broken();
        return archive;
    }

    private void broken() throws IOException {
        byte[] whole = nifti(7);
        write(image(50, "t1"), Arrays.copyOf(whole, whole.length / 2));
        write(image(51, "t1"), new byte[0]);
        write(image(52, "t1"), (MARK + " is no image").getBytes(StandardCharsets.UTF_8));
        Path loop = folder.resolve("sub-" + MARK + "53_t1.nii.gz");
        Files.createSymbolicLink(loop, loop);
        write("sub-" + MARK + "54" + LeakyFileSystem.UNREADABLE + "_t1.nii.gz", whole);
        write("sub-" + MARK + "55" + LeakyFileSystem.EXPLODING + "_t1.nii.gz", whole);
        write("sub-" + MARK + "56" + LeakyFileSystem.INVALID + "_t1.nii.gz", whole);
        write(MARK + LeakyFileSystem.UNREADABLE + ".dcm", new byte[600]);
        write(MARK + LeakyFileSystem.INVALID + ".zip", new byte[600]);
        write(MARK + ".dcm", (MARK + "^" + BIRTH_DATE).repeat(30).getBytes(StandardCharsets.UTF_8));
        write(MARK + "torn.zip", (MARK + " torn").getBytes(StandardCharsets.UTF_8));
        zip(MARK + "evil.zip", "../" + MARK + "/sub-" + MARK + "57_t1.nii.gz");
        MarkedDicom.series(folder.resolve(MARK + "what"), MARK + "D3", UID + ".3", MARK + " t1 ambiguous");
    }

    private String image(int patient, String sequence) {
        String subject = "sub-" + MARK + patient;
        return subject + "/ses-" + STUDY_DATE + "/anat/" + subject + "_ses-" + STUDY_DATE + "_" + sequence + ".nii.gz";
    }

    private static byte[] nifti(long seed) throws IOException {
        Random random = new Random(seed);
        float[] voxels = new float[SIDE * SIDE * SIDE];
        for (int i = 0; i < voxels.length; i++) {
            double radius = Math.hypot(Math.hypot(i % SIDE - 12, i / SIDE % SIDE - 12), i / SIDE / SIDE - 12);
            voxels[i] = radius < 10 ? 150 + random.nextInt(60) : 0;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        NiftiWriter.write(plain, new Volume(voxels, SIDE, SIDE, SIDE, AFFINE), NiftiType.INT16, false);
        byte[] file = plain.toByteArray();
        for (int field : new int[] {14, 148, 228, 328}) { // db_name, descrip, aux_file, intent_name
            byte[] text = (MARK + "text").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, file, field, text.length);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(file);
        }
        return packed.toByteArray();
    }

    private void zip(String name, String entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setComment(MARK + "comment");
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(nifti(3));
            zip.closeEntry();
        }
    }

    void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
