package io.mmdino.phantom;

import io.mmdino.phantom.PhantomImages.MrSequence;
import io.mmdino.phantom.Roster.Patient;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the files of a cohort. */
final class CohortFiles {
    private CohortFiles() {}

    /** Writes {@code phenoData.csv}: every patient, with the class of those that are labelled. */
    static void writeLabels(Path folder, List<Patient> patients) throws IOException {
        StringBuilder csv = new StringBuilder("Patient,WHO2021_Int\n");
        for (Patient patient : patients) {
            csv.append(patient.folder()).append(',');
            if (patient.labelled()) {
                csv.append(patient.subtype().ordinal());
            }
            csv.append('\n');
        }
        Files.writeString(folder.resolve("phenoData.csv"), csv, StandardCharsets.UTF_8);
    }

    /** Writes BIDS's {@code dataset_description.json}, with the settings from which the cohort can be made again. */
    static void writeDescription(Path folder, PhantomSettings s) throws IOException {
        String json = String.format(
                Locale.ROOT,
                """
                {
                  "Name": "Synthetic glioma cohort, site %s",
                  "BIDSVersion": "1.8.0",
                  "DatasetType": "derivative",
                  "GeneratedBy": [{"Name": "mm-dinov2 phantom"}],
                  "Phantom": {"Studies": %d, "Seed": %d, "Labelled": %s, "Missing": %s, "Site": "%s", "Size": %d},
                  "WHO2021_Int": {"0": "astrocytoma", "1": "glioblastoma", "2": "oligodendroglioma"}
                }
                """,
                s.site(),
                s.studies(),
                s.seed(),
                s.labelled(),
                s.missing(),
                s.site(),
                s.size());
        Files.writeString(folder.resolve("dataset_description.json"), json, StandardCharsets.UTF_8);
    }

    /** Writes the file that marks the cohort as synthetic, for people and programs. */
    static void writeMarker(Path file) throws IOException {
        Files.writeString(
                file,
                "A synthetic cohort, made by mm-dinov2 phantom: its heads and ids are nobody's. ingest and score take it"
                        + " without an id key.\n",
                StandardCharsets.UTF_8);
    }

    /** Writes the images of one study. */
    static void writeStudy(Path cohort, Patient patient, PhantomImages study) throws IOException {
        Path folder = cohort.resolve(patient.folder()).resolve("ses-preop").resolve("anat");
        Files.createDirectories(folder);
        for (MrSequence sequence : MrSequence.values()) {
            if (patient.missing().filter(sequence::equals).isEmpty()) {
                float[] image = study.images()[sequence.ordinal()];
                writeImage(folder.resolve(imageName(patient, sequence.suffix())), study.grid(), image, NiftiType.INT16);
            }
        }
        writeImage(folder.resolve(imageName(patient, "seg")), study.grid(), study.mask(), NiftiType.UINT8);
    }

    private static String imageName(Patient patient, String suffix) {
        return patient.folder() + "_ses-preop_space-sri_" + suffix + ".nii.gz";
    }

    private static void writeImage(Path file, PhantomGrid grid, float[] voxels, NiftiType type) throws IOException {
        Volume volume = new Volume(voxels, grid.width(), grid.height(), grid.depth(), grid.affine());
        try (OutputStream out = Files.newOutputStream(file)) {
            NiftiWriter.write(out, volume, type, true);
        }
    }
}
