package io.mmdino.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.volume.Grid;
import io.mmdino.volume.Volume;
import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void axesAreNamedByWhereTheyRunTo() {
        Grid straight = new Grid(4, 5, 6, new double[] {-1, 0, 0, 0, 0, 0, 2.5, 0, 0, -0.5, 0, 0, 0, 0, 0, 1});
        assertThat(Placement.orientation(straight)).isEqualTo("L I A");
        assertThat(Placement.spacing(straight)).isEqualTo("1 x 0.5 x 2.5 mm");
        assertThat(Placement.shape(straight)).isEqualTo("4 x 5 x 6 voxels");
    }

    @Test
    void aTurnedGridSaysByHowMuch() {
        double c = Math.cos(Math.toRadians(12));
        double s = Math.sin(Math.toRadians(12));
        Grid turned = new Grid(4, 5, 6, new double[] {c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
        assertThat(Placement.orientation(turned)).isEqualTo("R A S, oblique by 12.0 degrees");
        assertThat(Placement.spacing(turned)).isEqualTo("1 x 1 x 1 mm");
    }

    @Test
    void valuesAreSummedUpWithoutTheBackground() {
        float[] voxels = new float[200];
        for (int at = 0; at < 101; at++) {
            voxels[at] = 100 + at;
        }
        double[] affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        assertThat(ValueRange.of(new Volume(voxels, 10, 10, 2, affine)))
                .isEqualTo("0 to 200; 50 % are 0, the others have percentiles 1, 25, 50, 75, 99 of 101, 125, 150,"
                        + " 175, 199");
    }
}
