package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Series that hold more than the slices of one volume. */
class SeveralVolumesTest {

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

    private static DicomFixture another(int k, String uid) {
        return SyntheticSeries.slice(k).text(Tags.SOP_INSTANCE, "UI", "1.2.99." + uid);
    }

    private static Stack wholeVolume(List<DicomFixture> slices, String note) {
        SeriesAssembly assembly = assembly(slices);
        assertThat(assembly).isInstanceOf(Stack.class);
        Stack stack = (Stack) assembly;
        assertThat(stack.depth()).isEqualTo(SyntheticSeries.SLICES);
        assertThat(stack.files()).isEqualTo(new int[] {0, 1, 2, 3, 4, 5, 6});
        assertThat(stack.notes()).singleElement().asString().contains(note);
        return stack;
    }

    @Test
    void phaseImagesBesideMagnitudesAreLeftOut() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(another(k, "" + k).text(Tags.IMAGE_TYPE, "CS", "ORIGINAL\\PRIMARY\\P\\ND"));
        }
        wholeVolume(slices, "7 images of other image types");
    }

    @Test
    void derivedImagesBesideOriginalsAreLeftOut() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(another(k, "" + k).text(Tags.IMAGE_TYPE, "CS", "DERIVED\\SECONDARY\\FILTERED"));
        }
        wholeVolume(slices, "7 images of other image types");
    }

    @Test
    void anImageOfAnotherKindSizeOrOrientationIsLeftOut() {
        List<DicomFixture> save = SyntheticSeries.slices();
        save.add(another(3, "1").text(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.7"));
        List<DicomFixture> colour = SyntheticSeries.slices();
        colour.add(another(3, "1").number(Tags.SAMPLES, 3));
        List<DicomFixture> reference = SyntheticSeries.slices();
        reference.add(another(3, "1").text(Tags.ORIENTATION, "DS", "0\\1\\0\\0\\0\\-1"));
        List<DicomFixture> larger = SyntheticSeries.slices();
        larger.add(another(3, "1").size(30, 20));
        List<DicomFixture> placeless = SyntheticSeries.slices();
        placeless.add(another(3, "1").without(Tags.POSITION));
        List<DicomFixture> space = SyntheticSeries.slices();
        space.add(another(3, "1").text(Tags.FRAME_OF_REFERENCE, "UI", "1.2.9"));

        wholeVolume(save, "1 of 8 images differ from the others and were left out (no MR image)");
        wholeVolume(colour, "(another size)");
        wholeVolume(reference, "(another orientation)");
        wholeVolume(larger, "(another size)");
        wholeVolume(placeless, "(without a place)");
        wholeVolume(space, "(another frame of reference)");
    }

    @Test
    void severalKindsOfOddImagesAreLeftOutTogether() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.add(another(3, "1")
                .text(Tags.ORIENTATION, "DS", "0\\1\\0\\0\\0\\-1")
                .size(30, 30));
        slices.add(another(3, "2").text(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.7"));
        slices.add(another(4, "3").text(Tags.IMAGE_TYPE, "CS", "ORIGINAL\\PRIMARY\\P"));
        Stack stack = (Stack) assembly(slices);
        assertThat(stack.depth()).isEqualTo(SyntheticSeries.SLICES);
        assertThat(stack.notes()).hasSize(3);
    }

    @Test
    void aReferenceSliceBeyondTheEndsIsLeftOutIfAnAttributeSetsItApart() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.add(SyntheticSeries.placed(another(0, "1"), 20).text(Tags.IMAGE_TYPE, "CS", "DERIVED\\SECONDARY\\REF"));
        List<DicomFixture> alike = SyntheticSeries.slices();
        alike.add(SyntheticSeries.placed(another(0, "1"), 20));

        wholeVolume(slices, "(beyond the ends of the volume)");
        refused(alike, Cause.MISSING_SLICES);
    }

    @Test
    void aFewSlicesOfASecondAcquisitionAreLeftOutAndTwoWholeOnesAreRefused() {
        List<DicomFixture> few = SyntheticSeries.slices();
        few.add(another(3, "1").text(Tags.ACQUISITION_NUMBER, "IS", "2"));
        List<DicomFixture> whole = SyntheticSeries.slices();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            whole.add(another(k, "" + k).text(Tags.ACQUISITION_NUMBER, "IS", "2"));
        }
        whole.subList(0, SyntheticSeries.SLICES).forEach(slice -> slice.text(Tags.ACQUISITION_NUMBER, "IS", "1"));

        wholeVolume(few, "1 images at the places of others were left out");
        refused(whole, Cause.SEVERAL_VOLUMES);
    }

    @Test
    void everySecondSliceOfAnotherKindIsNotTakenForAVolume() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 1; k < SyntheticSeries.SLICES; k += 2) {
            slices.get(k).text(Tags.ORIENTATION, "DS", "0\\1\\0\\0\\0\\-1");
        }
        refused(slices, Cause.MIXED_ORIENTATIONS);
    }

    @Test
    void imagesThatNoAttributeSetsApartAreCopiesUntilTheirPixelsAreRead() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.add(another(2, "1"));
        Stack stack = wholeVolume(slices, "1 images repeat the pixels of others");
        assertThat(stack.copies()).containsExactly(new Stack.Copy(2, 7, 0));
    }
}
