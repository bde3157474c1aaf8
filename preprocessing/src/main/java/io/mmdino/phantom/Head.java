package io.mmdino.phantom;

import io.mmdino.phantom.Mixture.Tissue;

/** The healthy anatomy of one patient: the tissues at each place. */
final class Head {
    private final HeadShape shape;
    private final Cortex cortex;
    private final Ventricles ventricles;
    private final LatticeNoise patches;
    private final LatticeNoise vessels;
    private final float vesselShare;
    private final float leukoaraiosis;
    private final float deepScale;
    private final float blur;

    /** @param blur mm over which a voxel mixes two tissues */
    Head(Draws draws, float blur) {
        this.blur = blur;
        float atrophy = draws.uniform(0, 1);
        shape = new HeadShape(draws.split());
        cortex = new Cortex(draws.split(), shape, atrophy);
        ventricles = new Ventricles(draws.split(), shape, atrophy);
        patches = new LatticeNoise(draws, 9);
        vessels = new LatticeNoise(draws, 7);
        vesselShare = draws.uniform(0.05, 0.30);
        leukoaraiosis = draws.chance(0.4) ? draws.uniform(0, 4) * atrophy : 0;
        deepScale = draws.uniform(0.9, 1.15);
    }

    HeadShape shape() {
        return shape;
    }

    /** Whether a tumour can grow at a place: in brain tissue, not in fluid. */
    boolean isBrain(Place inner) {
        return inner.depth() > 1.5f && ventricles.inside(inner) < -0.5f;
    }

    /**
     * Sets {@code mixture} to the tissues of a voxel.
     *
     * @param inner where the tissue lay before a mass displaced it; the depths are those of its present place
     * @param crowding 0 to 1: how far the mass has closed the sulci
     */
    void fill(Place inner, float crowding, Mixture mixture) {
        mixture.fill(Tissue.WHITE);
        if (inner.cerebrum > inner.hindbrain) {
            cerebrum(inner, crowding, mixture);
        } else {
            hindbrain(inner, mixture);
        }
        float inVentricle = ventricles.inside(inner);
        if (leukoaraiosis > 0 && inVentricle > -10 && inVentricle < 0) {
            float patchy = leukoaraiosis + 5 * patches.at(inner.x, inner.y, inner.z) + inVentricle;
            mixture.blend(Tissue.OEDEMA, 0.7f * mixture.of(Tissue.WHITE) * Mixture.edge(patchy, 3));
        }
        mixture.blend(Tissue.CSF, Mixture.edge(inVentricle, blur));
        if (inVentricle > 1 && inner.y < -12) { // choroid plexus
            mixture.blend(Tissue.VESSEL, Mixture.edge(vessels.at(inner.x, inner.y, inner.z) - 0.4f, 0.3f));
        }
    }

    private void cerebrum(Place p, float crowding, Mixture mixture) {
        float fromFluid = cortex.fromFluid(p, crowding);
        mixture.blend(Tissue.GREY, 1 - Mixture.edge(fromFluid - cortex.ribbon(), blur * 1.3f));
        if (p.cerebrum > 20) {
            deepGrey(p, mixture);
        }
        // the tentorium lies where the depths below cerebrum and cerebellum are equal
        float tentorium = p.hindbrain > 0 ? p.cerebrum - p.hindbrain - 0.8f : fromFluid;
        float fluid = 1 - Mixture.edge(Math.min(fromFluid, tentorium), blur);
        mixture.blend(Tissue.CSF, fluid);
        if (fluid > 0.2f) {
            vessel(p, fluid, mixture);
        }
    }

    private void vessel(Place p, float fluid, Mixture mixture) {
        float noise = vessels.at(p.x, p.y, p.z) - 0.42f + vesselShare;
        float sinus = 3.5f - Math.abs(p.x) - 0.6f * p.cerebrum + (p.z > -20 && p.y < 45 ? 0 : -9);
        float weight = Math.max(Mixture.edge(noise, 0.25f), Mixture.edge(sinus, 1.5f));
        mixture.blend(Tissue.VESSEL, fluid * weight);
    }

    private void deepGrey(Place p, Mixture mixture) {
        float side = Math.abs(p.x);
        float thalamus = ball(side - 11, p.y + 10, p.z - 1, 8, 13, 8);
        float putamen = ball(side - 25 - 0.12f * Math.abs(p.y - 6), p.y - 6, p.z + 1, 5, 16, 10);
        float caudate = ball(side - 13, p.y - 18, p.z - 7, 5, 10, 9);
        float deepest = Math.max(thalamus, Math.max(putamen, caudate));
        mixture.blend(Tissue.DEEP_GREY, Mixture.edge(deepest, 2 * blur));
    }

    private float ball(float x, float y, float z, float rx, float ry, float rz) {
        float u = x / rx;
        float v = y / ry;
        float w = z / rz;
        return (deepScale - (float) Math.sqrt(u * u + v * v + w * w)) * rx;
    }

    private void hindbrain(Place p, Mixture mixture) {
        float behind = Mixture.edge(-p.y - 24, 6);
        // folia: thin layers along the surface's height
        float layers = Math.abs((p.z * 0.28f + 0.5f * patches.at(p.x, p.y, p.z)) % 1) * 2 - 1;
        float grey = behind * Mixture.edge(9 - p.hindbrain + 3 * patches.at(p.x, p.y, p.z), 4);
        mixture.blend(Tissue.GREY, grey * (0.8f - 0.3f * layers));
        mixture.blend(Tissue.CSF, behind * grey * 0.3f * Math.max(0, layers));
        mixture.blend(Tissue.CSF, 1 - Mixture.edge(Math.min(p.hindbrain - 1, p.hindbrain - p.cerebrum - 0.8f), blur));
    }
}
