package io.mmdino.phantom;

import io.mmdino.phantom.Roster.Patient;
import io.mmdino.phantom.Scanner.NoiseTable;
import java.util.Locale;

/**
 * The images of one study.
 *
 * @param grid their voxels
 * @param images whole numbers, 0 outside the brain, [sequences][voxels]
 * @param mask 1 in the tumour, else 0, [voxels]
 */
record PhantomImages(PhantomGrid grid, float[][] images, float[] mask) {

    /** Makes the study of one patient. The images depend on the seed, the site, the size and the patient alone. */
    static PhantomImages make(PhantomSettings settings, Patient patient, NoiseTable table) {
        Site.Profile site = settings.site().profile();
        PhantomGrid grid = PhantomGrid.of(site, settings.size());
        Draws draws = Draws.of(settings.seed(), settings.site(), patient.index());
        Head head = new Head(draws.split(), grid.blur());
        Scanner scanner = new Scanner(draws.split(), site, table);
        LatticeNoise texture = new LatticeNoise(draws.split(), 5);
        Lesion lesion = new Lesion(draws.split(), patient.subtype(), head, grid);
        PhantomImages study =
                new PhantomImages(grid, new float[MrSequence.COUNT][grid.voxels()], new float[grid.voxels()]);
        study.render(head, lesion, scanner, texture);
        return study;
    }

    private void render(Head head, Lesion lesion, Scanner scanner, LatticeNoise texture) {
        Place place = new Place();
        Place inner = new Place();
        Mixture mixture = new Mixture();
        for (int k = 0, voxel = 0; k < grid.depth(); k++) {
            for (int j = 0; j < grid.height(); j++) {
                for (int i = 0; i < grid.width(); i++, voxel++) {
                    place.move(grid.at(0, i), grid.at(1, j), grid.at(2, k));
                    head.shape().measure(place);
                    if (!place.inHead()) {
                        continue;
                    }
                    inner.copy(place);
                    lesion.shape().undoPush(inner);
                    head.fill(inner, lesion.shape().closeness(place), mixture);
                    lesion.paint(i, j, k, place, mixture);
                    mask[voxel] = lesion.inMask(i, j, k) ? 1 : 0;
                    float shade = 1 + 0.06f * texture.at(place.x, place.y, place.z);
                    scanner.measure(mixture, shade, place, images, voxel);
                }
            }
        }
    }

    /** The four sequences of a study. */
    enum MrSequence {
        T1,
        T1C,
        T2,
        FLAIR;

        static final int COUNT = values().length;

        /** Suffix in file names. */
        String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
