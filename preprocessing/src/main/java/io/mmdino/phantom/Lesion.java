package io.mmdino.phantom;

import io.mmdino.phantom.Roster.Subtype;
import java.util.Arrays;

/** The lesion of one patient on the voxel grid: its mask and its tissues. */
final class Lesion {
    private static final float OUTSIDE = 100;
    // Diameter of a ball of the mask's volume, mm. At 1.4 mm most studies have slices of 500 mask voxels on each axis.
    private static final double SMALLEST_DIAMETER = 34;
    private static final double LARGEST_DIAMETER = 60;
    // Depth of the centre below the cerebrum's surface, mm.
    private static final float SHALLOWEST = 13;
    private static final float DEEPEST = 36;
    private static final int TRIES = 20_000;

    private final PhantomGrid grid;
    private final Head head;
    private final LesionShape shape;
    private final LesionTexture texture;
    private final int[] from = new int[3];
    private final int[] to = new int[3];
    /** Values of {@link LesionShape#field} in the box from..to; {@link #OUTSIDE} where no tumour can grow. */
    private final float[] fields;

    Lesion(Draws draws, Subtype subtype, Head head, PhantomGrid grid) {
        this.grid = grid;
        this.head = head;
        Draws forShape = draws.split();
        Draws forPlace = draws.split();
        float size = forShape.uniform(SMALLEST_DIAMETER, LARGEST_DIAMETER) / 2;
        float[] centre = drawCentre(forPlace, subtype, head);
        shape = new LesionShape(forShape, centre, size);
        texture = LesionTexture.of(subtype, draws.split(), shape);
        box(centre, size * 2);
        fields = new float[(to[0] - from[0]) * (to[1] - from[1]) * (to[2] - from[2])];
        measure();
        shape.reach(fields, (int) (4.18879f * size * size * size / grid.voxelVolume()));
    }

    LesionShape shape() {
        return shape;
    }

    boolean inMask(int i, int j, int k) {
        return inBox(i, j, k) && fields[index(i, j, k)] < shape.limit();
    }

    /** Adds the lesion's tissues to the mixture of voxel i, j, k, which lies at {@code place}. */
    void paint(int i, int j, int k, Place place, Mixture mixture) {
        if (!inBox(i, j, k)) {
            return;
        }
        float reach = fields[index(i, j, k)] / shape.limit();
        if (reach < 1.5f) {
            texture.paint(reach, place, mixture);
        }
    }

    /**
     * Draws where in the cerebrum the lesion's centre lies. Oligodendroglioma is pulled mildly towards the cortex: its depths cover
     * the range of the other classes, with a mean about 4 mm less.
     *
     * @return x, y, z in mm
     */
    private static float[] drawCentre(Draws draws, Subtype subtype, Head head) {
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

    private void box(float[] centre, float reach) {
        for (int axis = 0; axis < 3; axis++) {
            float middle = (centre[axis] - grid.start()[axis]) / grid.step()[axis];
            float half = reach / Math.abs(grid.step()[axis]);
            from[axis] = Math.max(0, (int) (middle - half));
            to[axis] = Math.min(grid.count(axis), (int) (middle + half) + 1);
        }
    }

    private void measure() {
        Arrays.fill(fields, OUTSIDE);
        Place place = new Place();
        for (int k = from[2]; k < to[2]; k++) {
            for (int j = from[1]; j < to[1]; j++) {
                for (int i = from[0]; i < to[0]; i++) {
                    place.move(grid.at(0, i), grid.at(1, j), grid.at(2, k));
                    fields[index(i, j, k)] = field(place);
                }
            }
        }
    }

    private float field(Place place) {
        float field = shape.field(place.x, place.y, place.z);
        if (field > 2.5f) {
            return OUTSIDE;
        }
        head.shape().measure(place);
        shape.undoPush(place);
        return head.isBrain(place) ? field : OUTSIDE;
    }

    private boolean inBox(int i, int j, int k) {
        return i >= from[0] && i < to[0] && j >= from[1] && j < to[1] && k >= from[2] && k < to[2];
    }

    private int index(int i, int j, int k) {
        return ((k - from[2]) * (to[1] - from[1]) + j - from[1]) * (to[0] - from[0]) + i - from[0];
    }
}
