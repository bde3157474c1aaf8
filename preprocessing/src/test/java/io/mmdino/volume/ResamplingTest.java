package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResamplingTest {

    private static final double[] ONE = {1, 1, 1};

    /** Voxel values are a linear function of where the voxel lies, in mm. */
    private static Volume ramp(Grid grid) {
        float[] voxels = new float[grid.width() * grid.height() * grid.depth()];
        double[] a = grid.affine();
        int at = 0;
        for (int k = 0; k < grid.depth(); k++) {
            for (int j = 0; j < grid.height(); j++) {
                for (int i = 0; i < grid.width(); i++) {
                    double x = a[0] * i + a[1] * j + a[2] * k + a[3];
                    double y = a[4] * i + a[5] * j + a[6] * k + a[7];
                    double z = a[8] * i + a[9] * j + a[10] * k + a[11];
                    voxels[at++] = (float) (1000 + x + 2 * y - 3 * z);
                }
            }
        }
        return new Volume(voxels, grid.width(), grid.height(), grid.depth(), a);
    }

    @Test
    void aLinearRampStaysOneWhereverTheObliqueVolumeReaches() {
        double[] oblique = {1.8, 0.3, 0, -4, -0.3, 1.9, 0.1, 5, 0, -0.1, 3, -7, 0, 0, 0, 1};
        Volume moving = ramp(new Grid(14, 15, 9, oblique));
        Grid grid = new Grid(20, 24, 22, Affines.diagonal(ONE, new double[] {0, 6, -6}));
        Volume wanted = ramp(grid);

        Volume moved = Resampling.linear(moving, grid);

        int inside = 0;
        for (int i = 0; i < moved.voxels().length; i++) {
            if (moved.voxels()[i] != 0) {
                assertThat(moved.voxels()[i]).isCloseTo(wanted.voxels()[i], within(1e-3f));
                inside++;
            }
        }
        assertThat(inside).isGreaterThan(moved.voxels().length / 2);
    }

    @Test
    void aVolumeOnTheWantedGridIsLeftAloneThoughItsSpacingWasRounded() {
        double rounded = 1.0000001;
        Volume volume = ramp(new Grid(240, 2, 2, Affines.diagonal(new double[] {rounded, 1, 1}, new double[3])));

        assertThat(Resampling.linear(volume, ONE).voxels()).isSameAs(volume.voxels());
    }

    @Test
    void aMaskKeepsItsLabels() {
        double[] affine = Affines.diagonal(new double[] {2, 2, 2}, new double[3]);
        Volume mask = new Volume(new float[] {0, 4, 1, 0, 0, 4, 1, 0}, 4, 2, 1, affine);

        Volume fine = Resampling.nearest(mask, ONE);

        assertThat(fine.width()).isEqualTo(7);
        assertThat(fine.voxels()).containsOnly(0, 1, 4);
        assertThat(fine.at(2, 0, 0)).isEqualTo(4);
        assertThat(fine.at(1, 0, 0)).isEqualTo(4);
    }

    @Test
    void oneVolumeIsBroughtOntoTheGridOfAnother() {
        Volume grid = ramp(new Grid(5, 6, 7, Affines.diagonal(new double[] {1.5, 1, 2}, new double[] {1, 2, 3})));
        Volume moving = ramp(new Grid(9, 9, 18, Affines.diagonal(ONE, new double[] {0, 1, 1})));

        Volume moved = Resampling.onto(moving, grid);

        assertThat(Grid.of(moved).sameAs(Grid.of(grid))).isTrue();
        assertThat(moved.voxels()).containsExactly(grid.voxels(), within(1e-3f));
    }

    @Test
    void aGridTooLargeIsRefusedBeforeItIsMade() {
        Volume volume = ramp(new Grid(100, 100, 100, Affines.diagonal(new double[] {50, 50, 50}, new double[3])));

        assertThatThrownBy(() -> Resampling.linear(volume, ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gives 4951 x 4951 x 4951 voxels, more than the limit of 134217728");
    }
}
