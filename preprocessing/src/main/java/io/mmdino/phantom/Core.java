package io.mmdino.phantom;

/** The inner part of a lesion: inside the mask, uneven and off its middle. */
final class Core {
    private final LesionShape shape;
    private final LatticeNoise noise;
    private final float uneven;
    private final float[] shift;
    private final float radius;

    /** @param radius 0 to 1, as a share of the lesion's reach */
    Core(Draws draws, LesionShape shape, float radius, double offCentre, double uneven) {
        this.shape = shape;
        this.radius = radius;
        this.uneven = (float) uneven;
        noise = new LatticeNoise(draws, 12);
        shift = new float[] {draws.spread(offCentre), draws.spread(offCentre), draws.spread(offCentre)};
    }

    /** About mm inside the core, negative outside. */
    float inside(float reach, Place place) {
        float off = shift[0] * (place.x - shape.x) + shift[1] * (place.y - shape.y) + shift[2] * (place.z - shape.z);
        float wave = uneven * noise.at(place.x, place.y, place.z);
        return (radius - reach - wave) * shape.size - off;
    }
}
