package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.volume.Affines;
import io.mmdino.volume.Volume;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceChoiceTest {

    private static final double[] AFFINE = Affines.diagonal(new double[] {1, 1, 1}, new double[3]);

    /** A mask of 10 x 10 slices with the given number of voxels in each axial slice. */
    private static MaskProfile mask(int... counts) {
        float[] voxels = new float[100 * counts.length];
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < counts[k]; i++) {
                voxels[100 * k + i] = 1;
            }
        }
        return MaskProfile.of(new Volume(voxels, 10, 10, counts.length, AFFINE));
    }

    @Test
    void slicesWithEnoughTumourAreKept() {
        assertThat(new SliceChoice(20, SliceChoice.Largest.VOXELS).training(mask(0, 19, 20, 50, 3, 21), 2))
                .containsExactly(2, 3, 5);
    }

    @Test
    void theLargestSliceIsKeptWhereNoneHasEnough() {
        assertThat(new SliceChoice(60, SliceChoice.Largest.VOXELS).training(mask(0, 19, 20, 50, 3, 21), 2))
                .containsExactly(3);
    }

    @Test
    void theLargestSliceHasMostVoxelsOrTheLargestSumOfLabels() {
        float[] voxels = new float[300];
        for (int i = 0; i < 30; i++) {
            voxels[100 + i] = 1;
        }
        for (int i = 0; i < 10; i++) {
            voxels[200 + i] = 4;
        }
        MaskProfile mask = MaskProfile.of(new Volume(voxels, 10, 10, 3, AFFINE));
        assertThat(new SliceChoice(500, SliceChoice.Largest.VOXELS).evaluation(mask))
                .isEqualTo(1);
        assertThat(new SliceChoice(500, SliceChoice.Largest.LABEL_SUM).evaluation(mask))
                .isEqualTo(2);
    }

    @Test
    void probabilitiesAreTumourAboveOneHalfAndTracesOfInterpolationAreNot() {
        Volume mask = new Volume(new float[] {1e-6f, 0.5f, 0.51f, 0.92f, -1, 4, 0, 1}, 2, 2, 2, AFFINE);
        assertThat(MaskThreshold.apply(mask).voxels()).containsExactly(0, 0, 0.51f, 0.92f, 0, 4, 0, 1);
        assertThat(MaskThreshold.hasFractions(mask)).isTrue();
        assertThat(MaskThreshold.hasFractions(new Volume(new float[] {0, 1, 2, 0.9999f, 0, 0, 0, 4}, 2, 2, 2, AFFINE)))
                .isFalse();
    }

    @Test
    void evaluationLooksAtTheAxialSliceWithTheMostTumour() {
        assertThat(SliceChoice.DEFAULT.evaluation(mask(0, 19, 20, 50, 50, 21))).isEqualTo(3);
    }

    @Test
    void anEmptyMaskChoosesNothing() {
        assertThatThrownBy(() -> SliceChoice.DEFAULT.evaluation(mask(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no voxel above 0");
    }

    @Test
    void theBrainOfAStrippedStudyIsWhateverAnySequenceShows() {
        Volume one = new Volume(new float[] {-2, -2, 5, -3, -2, -2, -2, -2}, 2, 2, 2, AFFINE);
        Volume other = new Volume(new float[] {0, 0, 0, 0, 0, 1, 0, 0}, 2, 2, 2, AFFINE);

        assertThat(Foreground.brain(List.of(one, other)).voxels()).containsExactly(0, 0, 1, 1, 0, 1, 0, 0);
    }

    @Test
    void theBrainOfANoisyStudyLiesAboveTheValleyBetweenAirAndTissue() {
        float[] voxels = new float[1000];
        for (int i = 0; i < 1000; i++) {
            voxels[i] = i < 600 ? 0.01f * i : 100 + 0.1f * i;
        }

        float[] brain = Foreground.brain(List.of(new Volume(voxels, 10, 10, 10, AFFINE)))
                .voxels();

        for (int i = 0; i < 1000; i++) {
            assertThat(brain[i]).as("voxel %d", i).isEqualTo(i < 600 ? 0 : 1);
        }
    }

    @Test
    void sequencesOnDifferentGridsHaveNoCommonBrain() {
        Volume one = new Volume(new float[8], 2, 2, 2, AFFINE);
        Volume other = new Volume(new float[8], 4, 2, 1, AFFINE);

        assertThatThrownBy(() -> Foreground.brain(List.of(one, other))).hasMessageContaining("resample first");
    }
}
