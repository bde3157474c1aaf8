package io.mmdino.phantom;

import java.util.Arrays;

/** One patient's lesion on the voxel grid: its mask and its tissues. */
final class Lesion {
    private static final float OUTSIDE = 100;
    // Mask as a ball, mm: at 1.4 mm most studies have slices of 500 mask voxels along each axis.
    private static final double SMALLEST_DIAMETER = 34;
    private static final double LARGEST_DIAMETER = 60;

    private final PhantomGrid grid;
    private final Head head;
    private final LesionShape shape;
    private final LesionTexture texture;
    private final int[] from = new int[3];
    private final int[] to = new int[3];
    /** Field values in the box from..to, {@link #OUTSIDE} where no tumour can grow. */
    private final float[] fields;

    Lesion(Draws draws, Subtype subtype, Head head, PhantomGrid grid) {
        this.grid = grid;
        this.head = head;
        Draws forShape = draws.split();
        Draws forPlace = draws.split();
        float size = forShape.uniform(SMALLEST_DIAMETER, LARGEST_DIAMETER) / 2;
        float[] centre = LesionSite.draw(forPlace, subtype, head);
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

    void paint(int i, int j, int k, Place place, Mixture mixture) {
        if (!inBox(i, j, k)) {
            return;
        }
        float reach = fields[index(i, j, k)] / shape.limit();
        if (reach < 1.5f) {
            texture.paint(reach, place, mixture);
        }
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
