package io.mmdino.phantom;

import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a written cohort for tests. */
record CohortOnDisk(Path folder) {

    static CohortOnDisk write(Path folder, PhantomSettings settings) throws IOException {
        PhantomCohort.write(folder, settings, done -> {});
        return new CohortOnDisk(folder);
    }

    /** Patient to class, "" when unlabelled, in the table's order. */
    Map<String, String> labels() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("phenoData.csv"));
        if (!lines.get(0).equals("Patient,WHO2021_Int")) {
            throw new AssertionError("header " + lines.get(0));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            labels.put(cells[0], cells[1]);
        }
        return labels;
    }

    Path file(String patient, String suffix) {
        return folder.resolve(patient + "/ses-preop/anat/" + patient + "_ses-preop_space-sri_" + suffix + ".nii.gz");
    }

    boolean has(String patient, String suffix) {
        return Files.exists(file(patient, suffix));
    }

    Volume read(String patient, String suffix) throws IOException {
        try (InputStream in = Files.newInputStream(file(patient, suffix))) {
            return NiftiReader.read(in, NiftiLimits.DEFAULT).volume();
        }
    }

    /** Every file's bytes by its path inside the cohort. */
    Map<String, byte[]> bytes() throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }
}
