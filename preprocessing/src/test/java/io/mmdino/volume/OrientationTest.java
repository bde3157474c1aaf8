package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Reorienting a volume moves no voxel in the scanner's space. */
class OrientationTest {

    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    @Property(tries = 96, seed = "12")
    void everyTurnOfAnObliqueVolumeIsUndone(
            @ForAll @IntRange(min = 0, max = 5) int order,
            @ForAll @IntRange(min = 0, max = 7) int flips,
            @ForAll @IntRange(min = 1, max = 5) int width,
            @ForAll @IntRange(min = 1, max = 5) int height) {
        Volume upright = NiftiFixture.volume(width, height, 3, 9);
        Volume turned = turned(upright, ORDERS[order], flips);

        Volume back = Orientation.toCanonical(turned);

        assertThat(back.voxels()).isEqualTo(upright.voxels());
        assertThat(back.affine()).containsExactly(upright.affine(), within(1e-12));
    }

    @Test
    void aCanonicalVolumeIsLeftAlone() {
        Volume upright = NiftiFixture.volume(4, 5, 6, 1);

        assertThat(Orientation.toCanonical(upright)).isSameAs(upright);
    }

    /** Reorients voxel by voxel: axis a of the result is axis order[a] of the volume, reversed where its bit is set. */
    private static Volume turned(Volume volume, int[] order, int flips) {
        int[] shape = {volume.width(), volume.height(), volume.depth()};
        int[] side = {shape[order[0]], shape[order[1]], shape[order[2]]};
        double[] map = new double[16];
        map[15] = 1;
        for (int axis = 0; axis < 3; axis++) {
            boolean flip = (flips >> axis & 1) == 1;
            map[4 * order[axis] + axis] = flip ? -1 : 1;
            map[4 * order[axis] + 3] = flip ? side[axis] - 1 : 0;
        }
        float[] voxels = new float[volume.voxels().length];
        int to = 0;
        for (int k = 0; k < side[2]; k++) {
            for (int j = 0; j < side[1]; j++) {
                for (int i = 0; i < side[0]; i++) {
                    int[] at = new int[3];
                    for (int row = 0; row < 3; row++) {
                        at[row] = (int)
                                (map[4 * row] * i + map[4 * row + 1] * j + map[4 * row + 2] * k + map[4 * row + 3]);
                    }
                    voxels[to++] = volume.at(at[0], at[1], at[2]);
                }
            }
        }
        return new Volume(voxels, side[0], side[1], side[2], Affines.multiply(volume.affine(), map));
    }
}
