package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.volume.Golden;
import io.mmdino.volume.Volume;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices, windows and scaled intensities equal those of the reference along each of the three axes. */
class SliceGoldenTest {

    private static final Golden GOLDEN = Golden.load();
    private static final Volume IMAGE = Golden.volume("slice_image.nii.gz");
    private static final Volume MASK = Golden.volume("slice_seg.nii.gz");

    private final WindowCutter cutter = new WindowCutter(96);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theLargestSliceAndItsWindowAreTheReferences(int axis) {
        JsonNode facts = Golden.facts().required("slice.axis" + axis);
        int index = MaskProfile.of(MASK).largest(axis, SliceChoice.Largest.LABEL_SUM);
        Plane mask = Plane.of(MASK, axis, index);
        WindowCutter.Corner corner = cutter.corner(mask);
        WindowCutter.Point centre = WindowCutter.centreOfMass(mask);

        assertThat(index).isEqualTo(facts.required("index").intValue());
        assertThat(centre.row())
                .isEqualTo(facts.required("center_of_mass").get(0).doubleValue());
        assertThat(centre.column())
                .isEqualTo(facts.required("center_of_mass").get(1).doubleValue());
        assertThat(corner.row()).isEqualTo(facts.required("start").get(0).intValue());
        assertThat(corner.column()).isEqualTo(facts.required("start").get(1).intValue());
        assertPlane(cutter.cut(mask, corner), "slice.axis" + axis + ".seg");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theWindowIsCutAndScaledAsTheReferences(int axis) {
        JsonNode facts = Golden.facts().required("slice.axis" + axis);
        int index = facts.required("index").intValue();
        Plane window = cutter.cut(Plane.of(IMAGE, axis, index), cutter.corner(Plane.of(MASK, axis, index)));
        double[] ends = Percentiles.of(window.values(), 1, 99);

        assertPlane(window, "slice.axis" + axis + ".crop");
        assertThat(ends[0]).isCloseTo(facts.required("p1").doubleValue(), within(1e-12));
        assertThat(ends[1]).isCloseTo(facts.required("p99").doubleValue(), within(1e-12));
        assertPlane(PercentileScaling.DEFAULT.apply(window), "slice.axis" + axis + ".scaled");
    }

    private static void assertPlane(Plane plane, String tensor) {
        double[] expected = GOLDEN.values(tensor);
        assertThat(new int[] {plane.rows(), plane.columns()}).isEqualTo(GOLDEN.shape(tensor));
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) plane.values()[i]).isCloseTo(expected[i], within(1e-6));
        }
    }
}
