package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.shard.Window;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CropMakerTest {

    private static final CropSettings PAPER = CropSettings.paper();
    private static final boolean[][] NO_MASKS = new boolean[2][0];
    private static final float DARKEST = (0f - 0.45f) / 0.22f;
    private static final float BRIGHTEST = (1f - 0.45f) / 0.22f;

    private final Window head = TestWindows.head(true, true, true, true);

    @Test
    void aStudyGivesTwoGlobalAndEightLocalCropsOfAllSequences() {
        StudyCrops crops = make(PAPER, head, "study", 1);

        assertThat(crops.globals()).hasDimensions(2, 4 * 98 * 98);
        assertThat(crops.locals()).hasDimensions(8, 4 * 56 * 56);
        assertThat(crops.label()).hasValue(2);
        assertThat(crops.present()).containsExactly(true, true, true, true);
    }

    @Test
    void sameStreamSameCropsOtherStudyOrIterationOtherCrops() {
        StudyCrops crops = make(PAPER, head, "study", 1);

        assertThat(make(PAPER, head, "study", 1).globals()).isDeepEqualTo(crops.globals());
        assertThat(make(PAPER, head, "study", 1).locals()).isDeepEqualTo(crops.locals());
        assertThat(make(PAPER, head, "other", 1).globals()[0]).isNotEqualTo(crops.globals()[0]);
        assertThat(make(PAPER, head, "study", 2).locals()[7]).isNotEqualTo(crops.locals()[7]);
    }

    @Test
    void pixelsLieBetweenNormalisedZeroAndOne() {
        ShiftSettings strong = new ShiftSettings(1, 2, 0.5, 0.3, 0.2);
        for (CropSettings settings : new CropSettings[] {PAPER, with(PAPER, 0.5, 0.5, strong)}) {
            for (int iteration = 0; iteration < 5; iteration++) {
                StudyCrops crops = make(settings, head, "study", iteration);
                for (float[] crop : concat(crops)) {
                    for (float x : crop) {
                        assertThat(x).isBetween(DARKEST - 1e-5f, BRIGHTEST + 1e-5f);
                    }
                }
            }
        }
    }

    @Test
    void allSequencesOfACropShareItsGeometry() {
        Window window = TestWindows.head(true, true);
        int plane = TestWindows.SIDE * TestWindows.SIDE;
        System.arraycopy(window.voxels(), 0, window.voxels(), plane, plane);

        StudyCrops crops = make(with(PAPER, 0.5, 0.5, ShiftSettings.off()), window, "study", 3);

        for (float[] crop : concat(crops)) {
            float[] first = Arrays.copyOfRange(crop, 0, crop.length / 2);
            float[] second = Arrays.copyOfRange(crop, crop.length / 2, crop.length);
            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    void missingSequencesStayZero() {
        ShiftSettings strong = new ShiftSettings(1, 2, 0.5, 0.3, 0.2);
        Window window = TestWindows.head(true, false, true, false);

        for (float[] crop : concat(make(with(PAPER, 0.5, 0.5, strong), window, "study", 1))) {
            int pixels = crop.length / 4;
            assertThat(isZero(crop, 0, pixels)).isFalse();
            assertThat(isZero(crop, pixels, pixels)).isTrue();
            assertThat(isZero(crop, 2 * pixels, pixels)).isFalse();
            assertThat(isZero(crop, 3 * pixels, pixels)).isTrue();
        }
    }

    @Test
    void theTumourPixelIsInsideTheCropAndTheCropInsideTheImage() {
        Window window = TestWindows.head(70, 50, true);
        int[] pixel = {69 * TestWindows.SIDE + 49};
        CropMaker maker = new CropMaker(PAPER, TestWindows.SIDE);
        RandomStream random = RandomStream.of(5, 0, "study", "crops");
        for (int i = 0; i < 500; i++) {
            CropMaker.Box box = maker.box(pixel, window, 0.2, 1, random);
            assertThat(box.contains(69, 49)).isTrue();
            assertThat(box.top()).isBetween(0, 70 - box.height());
            assertThat(box.left()).isBetween(0, 50 - box.width());
            double aspect = (box.height() / 70.0) / (box.width() / 50.0);
            assertThat(aspect).isBetween(0.70, 1.45);
        }
    }

    @Test
    void cropsShowTheTumour() {
        Window window = TestWindows.head(true);
        Arrays.fill(window.voxels(), 0.1f);
        for (int i = 0; i < window.foreground().length; i++) {
            window.voxels()[i] = window.foreground()[i] == 1 ? 1 : 0.1f;
        }
        for (int iteration = 0; iteration < 20; iteration++) {
            for (float[] crop : concat(make(PAPER, window, "study", iteration))) {
                float brightest = crop[0];
                for (float x : crop) {
                    brightest = Math.max(brightest, x);
                }
                assertThat(brightest).isGreaterThan((0.7f - 0.45f) / 0.22f);
            }
        }
    }

    @Test
    void aWindowSmallerThanItsSideIsCroppedWithinWhatTheImageCovers() {
        Window window = TestWindows.head(40, 30, true);
        for (int y = 0; y < 40; y++) {
            Arrays.fill(window.voxels(), y * TestWindows.SIDE, y * TestWindows.SIDE + 30, 0.5f);
        }

        for (float[] crop : concat(make(without(PAPER), window, "study", 1))) {
            for (float x : crop) {
                assertThat(x).isCloseTo((0.5f - 0.45f) / 0.22f, within(1e-4f));
            }
        }
    }

    @Test
    void aWindowWithoutForegroundIsCroppedAnywhere() {
        Window window = TestWindows.head(true);
        Arrays.fill(window.foreground(), (byte) 0);

        assertThat(CropCentres.pixels(window)).hasSize(96 * 96);
        assertThat(make(PAPER, window, "study", 1).locals()).hasNumberOfRows(8);
    }

    @Test
    void theFirstGlobalCropIsAlwaysBlurredTheSecondOneInTenLocalsEverySecondTime() {
        // A checkerboard keeps full contrast unless it is blurred; flips and crops of the whole window do not change
        // that.
        Window board = TestWindows.head(true);
        for (int i = 0; i < board.voxels().length; i++) {
            board.voxels()[i] = (i / TestWindows.SIDE + i) % 2 == 0 ? 0.2f : 0.8f;
        }
        CropSettings whole = wholeWindow(new BlurSettings(1.0, 0.1, 0.5, 1, 1));
        int studies = 400;
        int[] blurred = new int[3];
        for (int iteration = 0; iteration < studies; iteration++) {
            StudyCrops crops = make(whole, board, "study", iteration);
            blurred[0] += contrast(crops.globals()[0]) < 1 ? 1 : 0;
            blurred[1] += contrast(crops.globals()[1]) < 1 ? 1 : 0;
            blurred[2] += contrast(crops.locals()[0]) < 1 ? 1 : 0;
        }

        assertThat(blurred[0]).isEqualTo(studies);
        assertThat(blurred[1]).isBetween(20, 65);
        assertThat(blurred[2]).isBetween(155, 245);
    }

    @Test
    void strongerIntensityChangeDrawsEachSequenceByItselfAndKeepsTheBackground() {
        Window window = TestWindows.head(true, true);
        int plane = TestWindows.SIDE * TestWindows.SIDE;
        System.arraycopy(window.voxels(), 0, window.voxels(), plane, plane);
        CropSettings plain = without(wholeWindow(BlurSettings.paper()));

        float[] before = make(plain, window, "study", 1).globals()[0];
        float[] after = make(with(plain, 0, 0, new ShiftSettings(1, 2, 0.2, 0.1, 0)), window, "study", 1)
                .globals()[0];

        assertThat(Arrays.copyOfRange(after, 0, plane)).isNotEqualTo(Arrays.copyOfRange(after, plane, 2 * plane));
        for (int i = 0; i < 2 * plane; i++) {
            assertThat(after[i] == 0).isEqualTo(before[i] == 0);
        }
    }

    private static StudyCrops make(CropSettings settings, Window window, String study, int iteration) {
        return new CropMaker(settings, TestWindows.SIDE)
                .make(window, OptionalInt.of(2), NO_MASKS, RandomStream.of(11, iteration, study, "crops"));
    }

    private static float contrast(float[] crop) {
        return Math.abs(crop[48 * 96 + 48] - crop[48 * 96 + 49]);
    }

    private static float[][] concat(StudyCrops crops) {
        float[][] all = Arrays.copyOf(crops.globals(), 2 + crops.locals().length);
        System.arraycopy(crops.locals(), 0, all, 2, crops.locals().length);
        return all;
    }

    private static boolean isZero(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (values[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Settings for 96 px crops of the whole 96 px window, without flip and gamma. */
    private static CropSettings wholeWindow(BlurSettings blur) {
        GammaSettings none = new GammaSettings(0, 0, 0, 1, 1, false);
        return new CropSettings(
                96, 96, 1, 1, 1, 1, 1, 1, 0, 0, 0, blur, none, ShiftSettings.off(), Normalization.TRAINING);
    }

    private static CropSettings without(CropSettings s) {
        return copy(s, s.verticalFlip(), s.rotation(), new BlurSettings(0, 0, 0, 1, 1), s.shift());
    }

    private static CropSettings with(CropSettings s, double verticalFlip, double rotation, ShiftSettings shift) {
        return copy(s, verticalFlip, rotation, s.blur(), shift);
    }

    private static CropSettings copy(
            CropSettings s, double verticalFlip, double rotation, BlurSettings blur, ShiftSettings shift) {
        return new CropSettings(
                s.globalSize(),
                s.localSize(),
                s.localCount(),
                s.globalScaleMin(),
                s.globalScaleMax(),
                s.localScaleMin(),
                s.localScaleMax(),
                s.aspect(),
                s.flip(),
                verticalFlip,
                rotation,
                blur,
                s.gamma(),
                shift,
                s.normalization());
    }
}
