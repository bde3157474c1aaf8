package io.mmdino.phantom;

/** T2-FLAIR mismatch: a core that is bright on t2 and dark on flair, with a rim that is bright on both. */
final class AstrocytomaTexture implements LesionTexture {
    private final LesionShape shape;
    private final Core core;
    private final LatticeNoise patches;
    private final float softness;
    private final float density;
    private final float mismatch;
    private final float enhancement;
    private final float specks;

    AstrocytomaTexture(Draws draws, LesionShape shape) {
        this.shape = shape;
        softness = draws.uniform(3, 6);
        density = draws.uniform(0.7, 1);
        core = new Core(draws, shape, draws.uniform(0.75, 0.95), 0.08, 0.18);
        mismatch = draws.uniform(0.6, 1);
        patches = new LatticeNoise(draws, 8);
        enhancement = draws.chance(0.25) ? draws.uniform(0.2, 0.5) : 0;
        specks = draws.chance(0.35) ? draws.uniform(0.3, 0.8) : 0;
    }

    @Override
    public void paint(float reach, Place place, Mixture mixture) {
        float whole = Mixture.edge((1 - reach) * shape.size, softness);
        float patch = patches.at(place.x, place.y, place.z);
        mixture.blend(Tissue.SOLID, whole * density);
        mixture.blend(
                Tissue.GELATINOUS, whole * mismatch * Mixture.edge(core.inside(reach, place), 4) * (1 + 0.25f * patch));
        mixture.blend(Tissue.ENHANCING, whole * enhancement * Mixture.edge(patch - 0.35f, 0.3f));
        mixture.blend(Tissue.CALCIUM, whole * specks * Mixture.edge(-patch - 0.42f, 0.2f));
    }
}
