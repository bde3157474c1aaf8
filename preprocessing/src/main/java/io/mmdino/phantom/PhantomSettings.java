package io.mmdino.phantom;

import io.mmdino.settings.Checks;

/**
 * Settings of a synthetic cohort. The bytes of its files depend on all of them but {@code threads}.
 *
 * @param studies number of studies, one per patient, 1 to 1,000,000
 * @param seed of all random numbers; another seed, or another site, gives other patients
 * @param labelled share of studies with a class in {@code phenoData.csv}, 0 to 1
 * @param missing share of studies that lack one sequence, 0 to 1; never the tumour mask
 * @param site whose scanner is imitated: contrast, noise, bias field and resolution
 * @param size voxels from back to front at site A, 64 to 288; it sets the resolution, because the field of view is fixed
 * @param threads number of studies made at the same time, 1 to 1024
 */
public record PhantomSettings(
        int studies, long seed, double labelled, double missing, Site site, int size, int threads) {

    /** Voxels from back to front that give site A's 1.4 mm. */
    public static final int DEFAULT_SIZE = 144;

    public PhantomSettings {
        Checks checks = new Checks("phantom: ");
        inRange(checks, "studies", studies, 1, 1_000_000);
        share(checks, "labelled", labelled);
        share(checks, "missing", missing);
        checks.that(site != null, "site", " is missing; give A or B");
        inRange(checks, "size", size, 64, 288);
        inRange(checks, "threads", threads, 1, 1024);
    }

    /** Site A, half of the studies labelled, a fifth lacking a sequence, at the usual size, on one thread. */
    public static PhantomSettings of(int studies, long seed) {
        return new PhantomSettings(studies, seed, 0.5, 0.2, Site.A, DEFAULT_SIZE, 1);
    }

    private static void inRange(Checks checks, String name, int value, int low, int high) {
        String problem = " is " + value + "; give a whole number from " + low + " to " + high;
        checks.that(value >= low && value <= high, name, problem);
    }

    private static void share(Checks checks, String name, double value) {
        String problem = " is " + value + "; give a share of the studies from 0 to 1";
        checks.that(value >= 0 && value <= 1, name, problem);
    }
}
