package io.mmdino.phantom;

/** Heterogeneous tumour with small cysts and specks of calcium; some enhance faintly. */
final class OligodendrogliomaTexture implements LesionTexture {
    private final LesionShape shape;
    private final Core core;
    private final LatticeNoise grain;
    private final LatticeNoise clusters;
    private final LatticeNoise patches;
    private final float softness;
    private final float density;
    private final float speckLevel;
    private final float calcium;
    private final float cysts;
    private final float enhancement;

    OligodendrogliomaTexture(Draws draws, LesionShape shape) {
        this.shape = shape;
        softness = draws.uniform(3, 7);
        density = draws.uniform(0.65, 1);
        core = new Core(draws, shape, draws.uniform(0.75, 0.95), 0.15, 0.3);
        grain = new LatticeNoise(draws, draws.uniform(4, 6));
        clusters = new LatticeNoise(draws, 18);
        patches = new LatticeNoise(draws, 10);
        speckLevel = draws.uniform(0.1, 0.3);
        calcium = draws.uniform(0.5, 1);
        cysts = draws.chance(0.5) ? draws.uniform(0.3, 0.9) : 0;
        enhancement = draws.chance(0.35) ? draws.uniform(0.15, 0.5) : 0;
    }

    @Override
    public void paint(float reach, Place place, Mixture mixture) {
        float whole = Mixture.edge((1 - reach) * shape.size, softness);
        float patch = patches.at(place.x, place.y, place.z);
        mixture.blend(Tissue.SOLID, whole * density * (0.85f + 0.5f * patch));
        mixture.blend(Tissue.GELATINOUS, whole * cysts * Mixture.edge(patch - 0.3f, 0.3f));
        mixture.blend(Tissue.ENHANCING, whole * enhancement * Mixture.edge(-patch - 0.2f, 0.3f));
        float speck = grain.at(place.x, place.y, place.z) + 0.4f * clusters.at(place.x, place.y, place.z) - speckLevel;
        mixture.blend(Tissue.CALCIUM, calcium * Mixture.edge(speck, 0.2f) * Mixture.edge(core.inside(reach, place), 3));
    }
}
