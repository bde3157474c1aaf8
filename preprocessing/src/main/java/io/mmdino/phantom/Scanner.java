package io.mmdino.phantom;

/** Measures tissue: all sequences' receivers and the noise of one examination. */
final class Scanner {
    private static final double BRIGHTNESS_ONE = 600;

    private final NoiseTable table;
    private final Receiver[] receivers = new Receiver[MrSequence.COUNT];
    private final float[] noise = new float[MrSequence.COUNT];
    private long state;

    Scanner(Draws draws, SiteProfile site, NoiseTable table) {
        this.table = table;
        for (MrSequence sequence : MrSequence.values()) {
            float gain = (float) (BRIGHTNESS_ONE * draws.uniform(0.6, 1.5));
            receivers[sequence.ordinal()] = new Receiver(draws, site, sequence, gain);
            noise[sequence.ordinal()] = (float) (gain * site.noise() * draws.uniform(0.7, 1.4));
        }
        state = draws.bits();
    }

    /**
     * Writes a voxel of every sequence, with Rician noise: the length of a complex signal with normal noise on both
     * parts.
     *
     * @param images [sequences][voxels]
     */
    void measure(Mixture mixture, float shade, Place place, float[][] images, int voxel) {
        long bits = Draws.mix(state++);
        long more = Draws.mix(state++);
        for (int s = 0; s < receivers.length; s++) {
            float real = receivers[s].signal(mixture, shade, place) + noise[s] * table.pick(bits);
            float imaginary = noise[s] * table.pick(more);
            bits >>>= NoiseTable.BITS;
            more >>>= NoiseTable.BITS;
            images[s][voxel] = Math.round(Math.sqrt(real * real + imaginary * imaginary));
        }
    }
}
