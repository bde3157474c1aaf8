package io.mmdino.phantom;

/** Where a cohort is scanned. Sites differ in everything that a scanner decides, and in nothing that makes a class. */
public enum Site {
    /** 1.4 mm cubes, axes to right, anterior, superior. */
    A,
    /** 1.25 x 1.25 x 1.8 mm, axes to left, posterior, superior; flatter t1, other tone curves, more noise and bias. */
    B;

    /** Properties of the site's scanner. */
    Profile profile() {
        return Profile.of(this);
    }

    /**
     * Properties of a site's scanner.
     *
     * @param spacing voxel edges in mm at {@link PhantomSettings#DEFAULT_SIZE}
     * @param towardsRas +1 where the grid's axes run to right, anterior, superior, -1 where the first two are turned
     * @param brightness brightness of tissues before noise, [sequences][tissues]; about 0.8 for white matter on t1
     * @param gamma exponent of the tone curve, [sequences]
     * @param noise standard deviation of the noise, as a share of brightness 1
     * @param bias relative strength of the bias field
     */
    record Profile(double[] spacing, int towardsRas, float[][] brightness, double[] gamma, double noise, double bias) {

        static Profile of(Site site) {
            return switch (site) {
                case A -> new Profile(new double[] {1.4, 1.4, 1.4}, 1, siteA(), new double[] {1, 1, 1, 1}, 0.022, 0.10);
                case B -> new Profile(
                        new double[] {1.25, 1.25, 1.8}, -1, siteB(), new double[] {1.2, 0.9, 0.85, 1.15}, 0.035, 0.18);
            };
        }

        // Columns as in Tissue: CSF, grey, white, deep grey, vessel, oedema, solid, gelatinous, necrosis, enhancing,
        // calcium.
        private static float[][] siteA() {
            return new float[][] {
                {.28f, .62f, .80f, .70f, .55f, .58f, .52f, .48f, .44f, .54f, .36f},
                {.28f, .63f, .80f, .71f, 1.35f, .59f, .53f, .48f, .42f, 1.30f, .36f},
                {1.0f, .46f, .33f, .39f, .30f, .72f, .75f, .79f, .82f, .67f, .20f},
                {.14f, .56f, .45f, .52f, .30f, .92f, .88f, .36f, .52f, .80f, .18f}
            };
        }

        private static float[][] siteB() {
            return new float[][] {
                {.34f, .64f, .76f, .70f, .58f, .60f, .55f, .51f, .48f, .57f, .40f},
                {.33f, .62f, .75f, .69f, 1.20f, .59f, .54f, .49f, .44f, 1.15f, .38f},
                {1.0f, .50f, .38f, .43f, .34f, .74f, .77f, .80f, .83f, .69f, .24f},
                {.20f, .58f, .49f, .55f, .34f, .90f, .86f, .41f, .56f, .80f, .22f}
            };
        }
    }
}
