package io.mmdino.phantom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files that describe a cohort as a whole. */
final class CohortFiles {
    private CohortFiles() {}

    /** {@code phenoData.csv}: every patient, the class where it is known. */
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

    /** BIDS's {@code dataset_description.json}, with the settings that make the same cohort again. */
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

    /** Says to people and programs that no patient is in here. */
    static void writeMarker(Path file) throws IOException {
        Files.writeString(
                file,
                "A synthetic cohort, made by mm-dinov2 phantom: its heads and ids are nobody's. ingest and score take it"
                        + " without an id key.\n",
                StandardCharsets.UTF_8);
    }
}
