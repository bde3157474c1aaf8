package io.mmdino.phantom;

/**
 * The outer surface of one brain: an egg, broader behind and flat below, with temporal lobes, cerebellum and
 * brainstem as ellipsoids; noise makes all of them uneven.
 */
final class HeadShape {
    private final float halfWidth;
    private final float halfLength;
    private final float up;
    private final float down;
    private final float taper;
    private final LatticeNoise unevenness;
    private final float uneven;
    private final Ellipsoid temporal;
    private final Ellipsoid cerebellum;
    private final Ellipsoid brainstem;

    HeadShape(Draws draws) {
        halfWidth = draws.uniform(60, 69);
        halfLength = draws.uniform(76, 89);
        up = draws.uniform(61, 71);
        down = up * draws.uniform(0.50, 0.60);
        taper = draws.uniform(0.06, 0.16);
        unevenness = new LatticeNoise(draws, 42);
        uneven = draws.uniform(0.02, 0.045);
        temporal = new Ellipsoid(
                halfWidth * 0.56f,
                halfLength * 0.16f,
                -down * 0.72f,
                halfWidth * 0.36f,
                halfLength * 0.46f,
                down * 0.52f);
        cerebellum = new Ellipsoid(0, -halfLength * 0.50f, -down * 0.98f, halfWidth * 0.74f, halfLength * 0.36f, 25);
        brainstem = new Ellipsoid(0, -halfLength * 0.19f, -down * 1.15f, 13, 13, 40);
    }

    float halfWidth() {
        return halfWidth;
    }

    float halfLength() {
        return halfLength;
    }

    float up() {
        return up;
    }

    /** Sets the radius and the depths of {@code place} from its coordinates. */
    void measure(Place place) {
        float along = place.y / halfLength;
        float across = place.x / (halfWidth * (1 - taper * along - 0.05f * along * along));
        float above = place.z / (place.z > 0 ? up : down);
        float egg = (float) Math.sqrt(across * across + along * along + above * above);
        if (egg > 1.6f) {
            place.cerebrum = -1;
            place.hindbrain = -1;
            return;
        }
        float bump = 1 + uneven * unevenness.at(place.x, place.y, place.z);
        float reach = (float) Math.sqrt(place.x * place.x + place.y * place.y + place.z * place.z);
        place.radius = egg * bump;
        float hemisphere = reach / Math.max(place.radius, 0.02f) - reach;
        place.cerebrum = Math.max(hemisphere, temporal.depth(Math.abs(place.x), place.y, place.z, bump));
        place.hindbrain = Math.max(
                cerebellum.depth(place.x, place.y, place.z, bump), brainstem.depth(place.x, place.y, place.z, bump));
    }

    /** An ellipsoid: centre and half axes in mm. */
    private record Ellipsoid(float x, float y, float z, float rx, float ry, float rz) {

        /** Depth below the surface, about in mm; -1 well outside. */
        float depth(float px, float py, float pz, float bump) {
            float u = (px - x) / rx;
            float v = (py - y) / ry;
            float w = (pz - z) / rz;
            float square = u * u + v * v + w * w;
            if (square > 1.3f) {
                return -1;
            }
            return (1 - (float) Math.sqrt(square) * bump) * Math.min(rx, Math.min(ry, rz));
        }
    }
}
