package io.mmdino.phantom;

/** Draws where in the cerebrum a lesion sits. */
final class LesionSite {
    private static final float SHALLOWEST = 13;
    private static final float DEEPEST = 36;
    private static final int TRIES = 20_000;

    private LesionSite() {}

    /**
     * Oligodendroglioma is pulled towards the cortex, mildly: its depths cover the same range with the mean about 4 mm less.
     *
     * @return x, y, z in mm
     */
    static float[] draw(Draws draws, Subtype subtype, Head head) {
        float share = draws.uniform(0, 1);
        float pulled = subtype == Subtype.OLIGODENDROGLIOMA ? share * share * (1.5f - 0.5f * share) : share;
        float depth = SHALLOWEST + (DEEPEST - SHALLOWEST) * pulled;
        Place place = new Place();
        HeadShape shape = head.shape();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            place.move(
                    draws.uniform(-1, 1) * shape.halfWidth(),
                    draws.uniform(-0.8, 0.8) * shape.halfLength(),
                    draws.uniform(-14, 0.75 * shape.up()));
            shape.measure(place);
            boolean inHemisphere = Math.abs(place.x) > 12 && place.hindbrain < 0;
            if (inHemisphere && Math.abs(place.cerebrum - depth) < 2 && head.isBrain(place)) {
                return new float[] {place.x, place.y, place.z};
            }
        }
        throw new IllegalStateException("phantom: no place " + depth + " mm deep was found for a lesion in " + TRIES
                + " tries; the head's shape is at fault, not the settings");
    }
}
