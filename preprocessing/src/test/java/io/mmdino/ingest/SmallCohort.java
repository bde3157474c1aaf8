package io.mmdino.ingest;

import io.mmdino.study.ExternalSettings;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes small studies: a bright ball of a head with a smaller ball of a tumour, 20 x 24 x 18 voxels of 2 mm. */
public final class SmallCohort {

    public static final int[] SHAPE = {20, 24, 18};
    public static final double[] AFFINE = {2, 0, 0, -20, 0, 2, 0, -24, 0, 0, 2, -18, 0, 0, 0, 1};

    private final Path folder;

    public SmallCohort(Path folder) {
        this.folder = folder;
    }

    /** Windows of 16 px, training slices from 8 tumour voxels. */
    public static IngestSettings settings() {
        return new IngestSettings(
                List.of("t1", "t1c", "t2", "flair"),
                0,
                16,
                8,
                0,
                0.2,
                0.2,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
    }

    SmallCohort study(String subject, String... files) throws IOException {
        for (String file : files) {
            boolean mask = file.equals("seg");
            write(subject, file, volume(subject + file, mask), mask ? NiftiType.UINT8 : NiftiType.INT16);
        }
        return this;
    }

    public SmallCohort full(String subject) throws IOException {
        return study(subject, "t1", "t1c", "t2", "flair", "seg");
    }

    void write(String subject, String file, Volume volume, NiftiType type) throws IOException {
        Path path = path(subject, file);
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path)) {
            NiftiWriter.write(out, volume, type, true);
        }
    }

    public Path path(String subject, String file) {
        String name = "sub-" + subject + "_ses-preop_space-sri_" + file + ".nii.gz";
        return folder.resolve("sub-" + subject).resolve("ses-preop").resolve(name);
    }

    public static Volume volume(String seed, boolean mask) {
        Random random = new Random(seed.hashCode());
        float[] voxels = new float[SHAPE[0] * SHAPE[1] * SHAPE[2]];
        for (int k = 0, at = 0; k < SHAPE[2]; k++) {
            for (int j = 0; j < SHAPE[1]; j++) {
                for (int i = 0; i < SHAPE[0]; i++, at++) {
                    double tumour = Math.hypot(Math.hypot(i - 12, j - 13), k - 10);
                    double head = Math.hypot(Math.hypot(i - 10, j - 12), k - 9);
                    int noise = random.nextInt(40);
                    voxels[at] = mask ? (tumour < 3.7 ? 1 : 0) : head < 8.5 ? (tumour < 3.7 ? 300 : 150) + noise : 0;
                }
            }
        }
        return new Volume(voxels, SHAPE[0], SHAPE[1], SHAPE[2], AFFINE.clone());
    }
}
