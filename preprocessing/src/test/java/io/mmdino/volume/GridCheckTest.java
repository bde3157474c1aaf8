package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridCheckTest {

    private static final double[] NO_SHIFT = new double[3];

    @Test
    void imagesAHundredthOfAVoxelApartLieOnOneGrid() {
        Map<String, Volume> study = study("t1", volume(1, 1, NO_SHIFT), "t2", volume(1, 1, new double[] {0.009, 0, 0}));
        GridCheck check = GridCheck.of(study, Optional.empty());
        assertThat(check.same()).isTrue();
        Grid own = Grid.of(study.get("t1"));
        assertThat(check.snapped("t2", study.get("t2"), own).affine()).isEqualTo(own.affine());
    }

    @Test
    void aShiftATurnOrAnotherShapeIsAnotherGrid() {
        double[] turned = Affines.diagonal(new double[] {1, 1, 1}, NO_SHIFT);
        turned[1] = 0.02; // over 9 voxels a shift of 0.18
        Volume oblique = new Volume(new float[1000], 10, 10, 10, turned);
        Volume longer = new Volume(new float[1100], 10, 10, 11, Affines.diagonal(new double[] {1, 1, 1}, NO_SHIFT));
        Map<String, Volume> study = study("t1", volume(1, 1, NO_SHIFT), "t2", volume(1, 1, new double[] {0, 2, 0}));
        study.put("flair", oblique);
        GridCheck check = GridCheck.of(study, Optional.of(longer));
        assertThat(check.apart()).containsOnlyKeys("t2", "flair", "seg");
        assertThat(check.apart().get("t2")).isEqualTo(2);
        assertThat(check.apart().get("flair")).isCloseTo(0.18, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(check.apart().get("seg")).isInfinite();
        assertThat(check.snapped("t2", study.get("t2"), Grid.of(study.get("t1"))))
                .isSameAs(study.get("t2"));
    }

    @Test
    void theReferenceIsTheOneWithoutThickSlices() {
        Map<String, Volume> study = study("t1", volume(0.5, 5, NO_SHIFT), "t1c", volume(1, 1, NO_SHIFT));
        assertThat(GridCheck.of(study, Optional.empty()).reference()).isEqualTo("t1c");
    }

    @Test
    void amongEquallyFineImagesTheMaskDecidesAndThenTheOrder() {
        double[] shift = {3, 0, 0};
        Map<String, Volume> study = study("t1", volume(1, 1, NO_SHIFT), "flair", volume(1, 1, shift));
        assertThat(GridCheck.of(study, Optional.of(volume(1, 1, shift))).reference())
                .isEqualTo("flair");
        assertThat(GridCheck.of(study, Optional.of(volume(2, 2, shift))).reference())
                .isEqualTo("t1");
        assertThat(GridCheck.of(study, Optional.empty()).reference()).isEqualTo("t1");
    }

    private static Map<String, Volume> study(String first, Volume one, String second, Volume other) {
        Map<String, Volume> study = new LinkedHashMap<>();
        study.put(first, one);
        study.put(second, other);
        return study;
    }

    private static Volume volume(double edge, double slice, double[] origin) {
        return new Volume(new float[1000], 10, 10, 10, Affines.diagonal(new double[] {edge, edge, slice}, origin));
    }
}
