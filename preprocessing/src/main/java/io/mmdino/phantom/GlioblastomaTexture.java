package io.mmdino.phantom;

/** A ring that enhances around a necrotic core, broken and of uneven width, in oedema that spares the cortex. */
final class GlioblastomaTexture implements LesionTexture {
    private final LesionShape shape;
    private final Core core;
    private final LatticeNoise patches;
    private final float softness;
    private final float oedema;
    private final float enhancement;
    private final float ring;
    private final float breaks;
    private final float necrosis;
    private final float bleeding;

    GlioblastomaTexture(Draws draws, LesionShape shape) {
        this.shape = shape;
        softness = draws.uniform(4, 8);
        oedema = draws.uniform(0.55, 1);
        core = new Core(draws, shape, draws.uniform(0.6, 0.9), 0.12, 0.3);
        patches = new LatticeNoise(draws, 10);
        enhancement = draws.uniform(0.45, 1);
        ring = draws.uniform(3, 7);
        breaks = draws.uniform(0, 0.5);
        necrosis = draws.uniform(0.6, 1);
        bleeding = draws.chance(0.4) ? draws.uniform(0.3, 0.8) : 0;
    }

    @Override
    public void paint(float reach, Place place, Mixture mixture) {
        float whole = Mixture.edge((1 - reach) * shape.size, softness);
        float patch = patches.at(place.x, place.y, place.z);
        mixture.blend(Tissue.OEDEMA, whole * oedema * (0.5f + 0.5f * mixture.of(Tissue.WHITE)));
        float inside = core.inside(reach, place);
        if (inside < -4) {
            return;
        }
        float solid = Mixture.edge(inside, 2.5f);
        mixture.blend(Tissue.SOLID, solid);
        mixture.blend(Tissue.ENHANCING, solid * enhancement * Mixture.edge(patch + 0.5f - breaks, 0.3f));
        mixture.blend(Tissue.NECROSIS, necrosis * Mixture.edge(inside - ring * (1 + patch), 2.5f));
        mixture.blend(Tissue.CALCIUM, solid * bleeding * Mixture.edge(-patch - 0.42f, 0.2f));
    }
}
