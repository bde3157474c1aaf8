package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesAssemblyTest {

    private static SeriesAssembly assembly(List<DicomFixture> slices) {
        return SeriesAssembly.of(slices.stream().map(DicomFixture::header).toList());
    }

    private static Refused refused(List<DicomFixture> slices, Cause cause) {
        assertThat(assembly(slices)).isInstanceOf(Refused.class);
        Refused refused = (Refused) assembly(slices);
        assertThat(refused.cause()).as(refused.reason()).isEqualTo(cause);
        assertThat(refused.reason())
                .doesNotContain("PAT-1")
                .doesNotContain("1.2.3")
                .doesNotContain("TSE");
        return refused;
    }

    @Test
    void slicesAreOrderedByPositionThoughFilesAndInstanceNumbersRunOtherwise() {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, SyntheticSeries.SLICES).boxed().toList());
        Collections.shuffle(order, new Random(7));

        Stack stack =
                (Stack) assembly(order.stream().map(SyntheticSeries::slice).toList());

        for (int k = 0; k < stack.depth(); k++) {
            assertThat(order.get(stack.files()[k])).isEqualTo(k);
        }
    }

    @Test
    void aCopyOfAFileIsUsedOnceAndNoted() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.add(SyntheticSeries.slice(2));

        Stack stack = (Stack) assembly(slices);

        assertThat(stack.depth()).isEqualTo(SyntheticSeries.SLICES);
        assertThat(stack.notes()).singleElement().asString().startsWith("1 files are copies");
    }

    /** Steps through a head millimetre by millimetre would take days with such spacing. */
    @ParameterizedTest
    @ValueSource(strings = {"1e6\\0.7", "0.9\\1e9", "0.0001\\0.7"})
    void spacingThatNoScannerHasIsRefused(String spacing) {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.text(Tags.PIXEL_SPACING, "DS", spacing));

        assertThat(refused(slices, Cause.BAD_ORIENTATION).reason()).contains("0.01 to 100.0 mm");
    }

    @Test
    void slicesThatLieMetresApartAreRefused() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < slices.size(); k++) {
            SyntheticSeries.placed(slices.get(k), 1000 * k);
        }

        assertThat(refused(slices, Cause.UNEVEN_SLICES).reason()).startsWith("slices lie 3300 mm apart");
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "2, 1", "5, 1"})
    void aMissingSliceIsCounted(int slice, int missing) {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.remove(slice);

        assertThat(refused(slices, Cause.MISSING_SLICES).reason())
                .startsWith("about " + missing + " slices are missing: a gap of 6.60 mm where others have 3.30 mm");
    }

    @Test
    void aSliceBesideItsPlaceIsUnevenAndOneRoundedToATenthOfAMillimetreIsNot() {
        List<DicomFixture> beside = SyntheticSeries.slices();
        SyntheticSeries.placed(beside.get(3), 3 + 0.3 / SyntheticSeries.GAP);
        List<DicomFixture> rounded = SyntheticSeries.slices();
        SyntheticSeries.placed(rounded.get(3), 3 + 0.15 / SyntheticSeries.GAP);

        assertThat(refused(beside, Cause.UNEVEN_SLICES).reason()).contains("slice 4 lies 0.30 mm beside");
        assertThat(assembly(rounded)).isInstanceOf(Stack.class);
    }

    @Test
    void timePointsAreToldFromRepeatedSlices() {
        List<DicomFixture> volumes = new ArrayList<>();
        for (int time = 1; time <= 3; time++) {
            for (int k = 0; k < SyntheticSeries.SLICES; k++) {
                volumes.add(SyntheticSeries.slice(k)
                        .text(Tags.SOP_INSTANCE, "UI", "1.2." + time + "." + k)
                        .text(Tags.TEMPORAL_POSITION, "IS", "" + time));
            }
        }

        assertThat(refused(volumes, Cause.SEVERAL_VOLUMES).reason())
                .startsWith("21 images at 7 places: several volumes in one series, with 3 time points");
    }

    @Test
    void twoEchoesAreNamed() {
        List<DicomFixture> echoes = SyntheticSeries.slices();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            echoes.add(SyntheticSeries.slice(k)
                    .text(Tags.SOP_INSTANCE, "UI", "1.2.8." + k)
                    .text(Tags.ECHO_TIME, "DS", "20"));
        }

        assertThat(refused(echoes, Cause.SEVERAL_VOLUMES).reason()).contains("with 2 echo times");
    }

    @Test
    void aLocalizerIsToldByItsOrientations() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.get(1).text(Tags.ORIENTATION, "DS", "1\\0\\0\\0\\0\\-1");
        slices.get(2).text(Tags.ORIENTATION, "DS", "0\\1\\0\\0\\0\\-1");

        assertThat(refused(slices, Cause.MIXED_ORIENTATIONS).reason()).startsWith("2 of 7 images are turned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\\0\\0\\1\\0\\0", "1\\0\\0\\0\\0.9\\0", "0\\0\\0\\0\\0\\0", "1\\0\\0\\0.1\\0.995\\0"})
    void directionsThatAreNoneAreRefused(String orientation) {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.text(Tags.ORIENTATION, "DS", orientation));

        refused(slices, Cause.BAD_ORIENTATION);
    }

    @Test
    void slicesThatSlideSidewaysAreSheared() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < slices.size(); k++) {
            double[] position = SyntheticSeries.position(k);
            for (int axis = 0; axis < 3; axis++) {
                position[axis] += 0.2 * k * SyntheticSeries.AXES[1][axis];
            }
            slices.get(k).text(Tags.POSITION, "DS", SyntheticSeries.decimals(position));
        }

        assertThat(refused(slices, Cause.SHEARED).reason()).contains("by up to 1.33 voxels");
    }

    @Test
    void aSlideBelowHalfAVoxelIsKeptInTheAffine() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < slices.size(); k++) {
            double[] position = SyntheticSeries.position(k);
            position[1] += 0.05 * k;
            slices.get(k).text(Tags.POSITION, "DS", SyntheticSeries.decimals(position));
        }

        double step = ((Stack) assembly(slices)).affine()[6];

        assertThat(step).isCloseTo(-(SyntheticSeries.GAP * SyntheticSeries.AXES[2][1] + 0.05), within(1e-6));
    }

    @Test
    void otherSizesOrSpacingsAreNoOneVolume() {
        List<DicomFixture> rows = SyntheticSeries.slices();
        rows.get(2).size(20, 24);
        List<DicomFixture> spacing = SyntheticSeries.slices();
        spacing.get(2).text(Tags.PIXEL_SPACING, "DS", "0.9\\0.71");

        refused(rows, Cause.MIXED_SIZES);
        refused(spacing, Cause.MIXED_SIZES);
    }

    @Test
    void fourSlicesAreTooFewAndFiveAreEnough() {
        refused(SyntheticSeries.slices().subList(0, 4), Cause.TOO_FEW_SLICES);

        assertThat(assembly(SyntheticSeries.slices().subList(0, 5))).isInstanceOf(Stack.class);
    }

    @Test
    void whatIsNoMrOrHasNoPlaceIsRefused() {
        List<DicomFixture> ct = SyntheticSeries.slices();
        ct.get(1).text(Tags.MODALITY, "CS", "CT");
        List<DicomFixture> screenshot = SyntheticSeries.slices();
        screenshot.get(1).text(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.7");
        List<DicomFixture> mosaic = SyntheticSeries.slices();
        mosaic.get(1).text(Tags.IMAGE_TYPE, "CS", "ORIGINAL\\PRIMARY\\M\\MOSAIC");
        List<DicomFixture> placeless = SyntheticSeries.slices();
        placeless.get(1).without(Tags.POSITION);
        List<DicomFixture> spaces = SyntheticSeries.slices();
        spaces.get(1).text(Tags.FRAME_OF_REFERENCE, "UI", "1.2.9");

        refused(ct, Cause.NOT_MR);
        refused(screenshot, Cause.NOT_MR);
        refused(mosaic, Cause.MOSAIC);
        refused(placeless, Cause.NO_GEOMETRY);
        refused(spaces, Cause.MIXED_SPACES);
        refused(List.of(), Cause.NO_IMAGES);
    }
}
