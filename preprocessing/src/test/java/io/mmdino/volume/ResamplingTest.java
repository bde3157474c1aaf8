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

    /** i, j, k, then what nibabel 5.0 (resample_from_to, equal to scipy's affine_transform) gives with order 1 and 0. */
    private static final double[][] NIBABEL = {
        {4, 4, 5, 45.974819648, 4},
        {8, 0, 1, 52.162740742, 98},
        {7, 7, 1, 52.986777061, 77},
        {2, 6, 2, 54.524173478, 52},
        {2, 6, 1, 37.313349532, 23},
        {3, 5, 3, 67.003769973, 53},
        {6, 6, 3, 43.379544953, 21},
        {7, 2, 3, 60.446579781, 61},
        {7, 0, 2, 29.341771593, 26},
        {1, 3, 6, 71.598212695, 78},
        {0, 0, 6, 0, 0},
        {2, 0, 5, 0, 0}
    };

    @Test
    void fromOneObliqueGridToAnotherTheNumbersAreNibabels() {
        float[] voxels = new float[12 * 10 * 8];
        for (int at = 0; at < voxels.length; at++) {
            voxels[at] = (7 * (at % 12) + 13 * (at / 12 % 10) + 29 * (at / 120)) % 101;
        }
        double[] from = {1.1, 0.25, -0.1, -4, -0.2, 1.3, 0.3, 3, 0.15, -0.35, 2.2, -6, 0, 0, 0, 1};
        double[] to = {0.9, -0.1, 0.05, -2, 0.12, 1, -0.08, 2.5, 0, 0.1, 1.5, -4, 0, 0, 0, 1};
        Volume moving = new Volume(voxels, 12, 10, 8, from);
        Grid grid = new Grid(9, 8, 7, to);

        Volume linear = Resampling.linear(moving, grid);
        Volume nearest = Resampling.nearest(moving, grid);

        double sum = 0;
        for (float voxel : linear.voxels()) {
            sum += voxel;
        }
        assertThat(sum).isCloseTo(23354.340023774, within(1e-2));
        for (double[] wanted : NIBABEL) {
            int[] at = {(int) wanted[0], (int) wanted[1], (int) wanted[2]};
            assertThat(linear.at(at[0], at[1], at[2])).isCloseTo((float) wanted[3], within(1e-5f));
            assertThat(nearest.at(at[0], at[1], at[2])).isEqualTo((float) wanted[4]);
        }
    }

    @Test
    void onItsOwnGridAVolumeKeepsEveryBit() {
        Volume volume = NiftiFixture.volume(7, 6, 5, 4);

        assertThat(Resampling.linear(volume, Grid.of(volume)).voxels()).isSameAs(volume.voxels());
        assertThat(Resampling.nearest(volume, Grid.of(volume)).voxels()).isSameAs(volume.voxels());
    }

    @Test
    void aPointIsReadBetweenVoxelsAndIsZeroOutside() {
        double[] affine = Affines.diagonal(ONE, new double[3]);
        Volume volume = new Volume(new float[] {0, 10, 20, 30, 40, 50, 60, 70}, 2, 2, 2, affine);

        assertThat(Resampling.at(volume, 0.25, 0.5, 1)).isEqualTo(52.5f);
        assertThat(Resampling.at(volume, 1.01, 0, 0)).isZero();
    }
}
