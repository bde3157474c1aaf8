package io.mmdino.phantom;

/**
 * The folds of one cerebrum. Sulci are the zero surfaces of a noise that is constant along rays from the centre, so that they run
 * inwards from the surface. A grey ribbon follows the surface, sulci and fissures.
 */
final class Cortex {
    // Distance to the zero surface, in lattice cells, for one unit of |noise| near it.
    private static final float CELLS_PER_UNIT = 0.75f;

    private final LatticeNoise folds;
    private final LatticeNoise wrinkles;
    private final LatticeNoise depths;
    private final float foldLength;
    private final float sulcusDepth;
    private final float sulcusHalfWidth;
    private final float rim;
    private final float ribbon;
    private final float tilt;
    private final HeadShape shape;

    /** @param atrophy 0 (young) to 1 (old): wider sulci and more fluid around the brain */
    Cortex(Draws draws, HeadShape shape, float atrophy) {
        this.shape = shape;
        foldLength = draws.uniform(8.5, 11.5);
        folds = new LatticeNoise(draws, foldLength);
        wrinkles = new LatticeNoise(draws, foldLength * 0.45);
        depths = new LatticeNoise(draws, 24);
        sulcusDepth = draws.uniform(12, 18);
        sulcusHalfWidth = 0.35f + 0.9f * atrophy;
        rim = 0.5f + 1.1f * atrophy;
        ribbon = draws.uniform(2.6, 3.6);
        tilt = draws.spread(0.03);
    }

    /**
     * Distance in mm from fluid into the cortex, negative in fluid.
     *
     * @param inner where the tissue lay before a mass displaced it; the depths are those of its present place
     * @param crowding 0 to 1: how far a mass nearby has closed the sulci
     */
    float fromFluid(Place inner, float crowding) {
        float sheet = Math.min(sulcus(inner), Math.min(fissure(inner), sylvian(inner)));
        return Math.min(inner.cerebrum - rim, sheet + crowding * 1.5f);
    }

    /** Thickness of the grey ribbon, mm. */
    float ribbon() {
        return ribbon;
    }

    private float sulcus(Place p) {
        if (p.cerebrum > 30) {
            return p.cerebrum;
        }
        float below = p.cerebrum - sulcusDepth * (1 + 0.9f * depths.at(p.x, p.y, p.z));
        if (below > 6) {
            return below;
        }
        float ray = 1.75f - 0.75f * p.radius;
        float noise = folds.at(p.x * ray, p.y * ray, p.z * ray) + 0.3f * wrinkles.at(p.x, p.y, p.z);
        float sheet = Math.abs(noise) * CELLS_PER_UNIT * foldLength - sulcusHalfWidth;
        return Math.max(sheet, below);
    }

    /** Distance from the gap between the hemispheres, which lies above, before and behind the corpus callosum. */
    private float fissure(Place p) {
        float u = (p.y + 4) / (shape.halfLength() * 0.52f);
        float v = (p.z - 2) / (shape.up() * 0.44f);
        float callosum = (1 - (float) Math.sqrt(u * u + v * v)) * 28;
        float wiggle = tilt * p.y + 2.2f * depths.at(0, p.y, p.z);
        return Math.max(Math.abs(p.x - wiggle) - sulcusHalfWidth - 0.3f, callosum);
    }

    /** Distance from the lateral sulcus, between the temporal lobe and the lobes above. */
    private float sylvian(Place p) {
        float along = p.y / shape.halfLength();
        float below = p.cerebrum - 24 * (1 - along * along * 4);
        float height = -10 - 18 * along + 4 * depths.at(p.x, p.y, 0);
        return Math.max(Math.abs(p.z - height) - 0.8f - sulcusHalfWidth, below);
    }
}
