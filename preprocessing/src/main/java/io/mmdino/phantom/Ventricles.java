package io.mmdino.phantom;

/** The lateral, third and fourth ventricles of one brain. */
final class Ventricles {
    private final float size;
    private final float asymmetry;
    private final float height;
    private final float front;
    private final float back;
    private final float third;
    private final LatticeNoise unevenness;

    /** @param atrophy 0 (young) to 1 (old): larger ventricles */
    Ventricles(Draws draws, HeadShape shape, float atrophy) {
        size = 0.65f + 0.75f * atrophy + draws.uniform(-0.1, 0.15);
        asymmetry = draws.spread(0.12);
        height = draws.uniform(6, 11);
        front = shape.halfLength() * draws.uniform(0.30, 0.38);
        back = shape.halfLength() * draws.uniform(0.46, 0.60);
        third = 1 + 1.6f * atrophy;
        unevenness = new LatticeNoise(draws, 13);
    }

    /** Depth inside a ventricle, about in mm; negative outside. */
    float inside(Place p) {
        if (p.cerebrum < 12 && p.hindbrain < 0) {
            return -20;
        }
        float fourth = 1 - Math.max(Math.abs(p.x) / 7, Math.max(Math.abs(p.y + 34) / 6, Math.abs(p.z + 38) / 10));
        float slit = Math.min(third - Math.abs(p.x), Math.min(16 - Math.abs(p.y + 6), 9 - Math.abs(p.z + 6)));
        return Math.max(Math.max(fourth * 6, slit), lateral(p));
    }

    private float lateral(Place p) {
        if (p.y > front + 4 || p.y < -back - 4) {
            return -20;
        }
        // 0 in the middle of the body, 1 at the tip of a horn
        float out = p.y > -8 ? (p.y + 8) / (front + 8) : (-8 - p.y) / (back - 8);
        float middle = 5 + 13 * out * out * (p.y > -8 ? 0.75f : 1.25f);
        float drop = p.y > -8 ? 7 * out * out : 12 * out * out;
        float side = p.x > 0 ? 1 + asymmetry : 1 - asymmetry;
        float belly = p.y > -8 ? 1 : 1 + 1.6f * out * (1 - out);
        float taper = (float) Math.sqrt(Math.max(0.02f, 1 - out * out * out));
        float wide = size * side * 5.2f * belly * taper;
        float tall = (float) Math.sqrt(size * side) * 8 * belly * taper;
        float u = (Math.abs(p.x) - middle) / wide;
        float v = (p.z - height + drop) / tall;
        return (1 - (float) Math.sqrt(u * u + v * v)) * wide
                + 0.9f * unevenness.at(p.x, p.y, p.z)
                - Math.max(0, out - 1) * 9;
    }
}
