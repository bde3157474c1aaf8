package io.mmdino.phantom;

/**
 * Position and extent of a lesion. Both are independent of the class, but for the depth of the centre.
 *
 * <p>{@link #field} is a distorted distance from the centre; the mask is where it is below {@link #limit}. The limit
 * is chosen such that the mask has a volume that is drawn beforehand, whatever part skull and ventricles cut off, so that the
 * volume is independent of the class.
 */
final class LesionShape {
    private static final int BINS = 4096;
    private static final float LARGEST_FIELD = 4;

    final float x;
    final float y;
    final float z;
    /** Radius in mm of a ball of the lesion's volume. */
    final float size;

    private final float[] stretch;
    private final float turn;
    private final LatticeNoise lobes;
    private final LatticeNoise ragged;
    private final float lobed;
    private final float push;
    private float limit = 1;

    LesionShape(Draws draws, float[] centre, float size) {
        this.x = centre[0];
        this.y = centre[1];
        this.z = centre[2];
        this.size = size;
        stretch = new float[] {draws.uniform(0.8, 1.25), draws.uniform(0.8, 1.25), draws.uniform(0.85, 1.15)};
        turn = draws.uniform(-1, 1);
        lobes = new LatticeNoise(draws, size * 0.9);
        ragged = new LatticeNoise(draws, 9);
        lobed = draws.uniform(0.25, 0.6);
        push = draws.uniform(0.05, 0.45);
    }

    /** Distorted distance of a place from the centre, in radii. */
    float field(float px, float py, float pz) {
        float dx = px - x;
        float dy = py - y;
        float u = (dx + turn * dy) * stretch[0];
        float v = (dy - turn * dx) * stretch[1];
        float w = (pz - z) * stretch[2];
        float flat = (u * u + v * v) / (1 + turn * turn);
        float distance = (float) Math.sqrt(flat + w * w) / size;
        if (distance > 2.2f) {
            return LARGEST_FIELD;
        }
        return distance * (1 + lobed * lobes.at(px, py, pz)) + 0.14f * ragged.at(px, py, pz);
    }

    /** Value of {@link #field} at the mask's edge. */
    float limit() {
        return limit;
    }

    /** Sets the limit such that {@code wanted} of the brain's voxels, whose field values are given, lie below it. */
    void reach(float[] fields, int wanted) {
        int[] histogram = new int[BINS];
        for (float field : fields) {
            if (field < LARGEST_FIELD) {
                histogram[Math.max(0, (int) (field * (BINS / LARGEST_FIELD)))]++;
            }
        }
        int bin = 0;
        for (int below = 0; bin < BINS - 1 && below < wanted; bin++) {
            below += histogram[bin];
        }
        limit = bin * (LARGEST_FIELD / BINS);
    }

    /** Moves {@code inner} to where its tissue lay before the mass displaced it outwards. Its depths stay. */
    void undoPush(Place inner) {
        float pull = push * closeness(inner);
        inner.move(inner.x - pull * (inner.x - x), inner.y - pull * (inner.y - y), inner.z - pull * (inner.z - z));
    }

    /** Closeness of a place to the lesion: 0 far away, 1 at the centre. */
    float closeness(Place place) {
        float dx = place.x - x;
        float dy = place.y - y;
        float dz = place.z - z;
        float near = 1 - (dx * dx + dy * dy + dz * dz) / (5 * size * size);
        return near > 0 ? near * near : 0;
    }
}
