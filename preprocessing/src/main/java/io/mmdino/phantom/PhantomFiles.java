package io.mmdino.phantom;

import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes one study into the cohort's tree. */
final class PhantomFiles {
    private PhantomFiles() {}

    static void write(Path cohort, Patient patient, PhantomImages study) throws IOException {
        Path folder = cohort.resolve(patient.folder()).resolve("ses-preop").resolve("anat");
        Files.createDirectories(folder);
        for (MrSequence sequence : MrSequence.values()) {
            if (patient.missing().filter(sequence::equals).isEmpty()) {
                float[] image = study.images()[sequence.ordinal()];
                write(folder.resolve(name(patient, sequence.suffix())), study.grid(), image, NiftiType.INT16);
            }
        }
        write(folder.resolve(name(patient, "seg")), study.grid(), study.mask(), NiftiType.UINT8);
    }

    private static String name(Patient patient, String suffix) {
        return patient.folder() + "_ses-preop_space-sri_" + suffix + ".nii.gz";
    }

    private static void write(Path file, PhantomGrid grid, float[] voxels, NiftiType type) throws IOException {
        Volume volume = new Volume(voxels, grid.width(), grid.height(), grid.depth(), grid.affine());
        try (OutputStream out = Files.newOutputStream(file)) {
            NiftiWriter.write(out, volume, type, true);
        }
    }
}
