package io.mmdino.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.ingest.SmallCohort;
import io.mmdino.phantom.PhantomHeads;
import io.mmdino.shard.EvaluationWindows;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.Window;
import io.mmdino.slice.SliceChoice;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.Volume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudyPreparerTest {

    private static final String STRIPPED = "skull-stripped: yes";
    private static final String ONE_GRID = "same grid: yes";

    private final StudyPreparer preparer = new StudyPreparer(SmallCohort.settings());

    @Test
    void slicesWithEnoughTumourAreTakenAlongAllAxesAndTheFullestAxialOneEvaluates() {
        PreparedStudy study = preparer.prepare(Map.of("t1", image("a"), "seg", mask()));
        assertThat(study.slices())
                .filteredOn(slice -> slice.axis() == 0)
                .extracting(SliceRecord.Slice::slice)
                .containsExactly(9, 10, 11, 12, 13, 14, 15);
        assertThat(study.slices())
                .filteredOn(slice -> slice.axis() == 2)
                .extracting(SliceRecord.Slice::slice)
                .containsExactly(7, 8, 9, 10, 11, 12, 13);
        assertThat(study.evaluation()).isEqualTo(new SliceRecord.Slice(2, 10, true, true));
        assertThat(study.present()).containsExactly("t1");
        assertThat(study.notes()).containsExactly(STRIPPED, ONE_GRID);
    }

    @Test
    void aLimitOfSlicesKeepsTheEvaluationSliceOutsideTraining() {
        IngestSettings few = new IngestSettings(
                List.of("t1"),
                0,
                16,
                8,
                2,
                0,
                0,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
        PreparedStudy study = new StudyPreparer(few).prepare(Map.of("t1", image("a"), "seg", mask()));
        assertThat(study.slices())
                .filteredOn(slice -> slice.axis() == 2)
                .containsExactly(
                        new SliceRecord.Slice(2, 8, true, false),
                        new SliceRecord.Slice(2, 10, false, true),
                        new SliceRecord.Slice(2, 12, true, false));
        assertThat(study.slices()).filteredOn(SliceRecord.Slice::evaluation).hasSize(1);
    }

    @Test
    void onlyTheWindowsThatEvaluationReadsAreKeptWhereNothingElseIsWanted() {
        Map<String, Volume> images = Map.of("t1", image("a"), "seg", mask());
        PreparedStudy all = preparer.prepare(images);
        PreparedStudy some = new StudyPreparer(SmallCohort.settings(), 3).prepare(images);
        for (int axis = 0; axis < 3; axis++) {
            assertThat(training(some, axis))
                    .isEqualTo(new EvaluationWindows(3).ofAxis(training(all, axis)))
                    .hasSize(3);
        }
        assertThat(some.evaluation().slice()).isEqualTo(all.evaluation().slice());
        for (SliceRecord.Slice slice : some.slices()) {
            assertThat(some.cut(slice).voxels()).isEqualTo(all.cut(slice).voxels());
        }
    }

    @Test
    void oneWindowForEvaluationIsTheFullestAxialOne() {
        PreparedStudy one =
                new StudyPreparer(SmallCohort.settings(), 1).prepare(Map.of("t1", image("a"), "seg", mask()));
        assertThat(one.slices()).containsExactly(new SliceRecord.Slice(2, 10, false, true));
        assertThatThrownBy(() -> new StudyPreparer(SmallCohort.settings(), -1))
                .hasMessageContaining("-1 slices per axis for evaluation");
    }

    private static int[] training(PreparedStudy study, int axis) {
        return study.slices().stream()
                .filter(slice -> slice.axis() == axis && slice.training())
                .mapToInt(SliceRecord.Slice::slice)
                .toArray();
    }

    @Test
    void aWindowIsTheScaledCutAroundTheTumour() {
        Volume image = image("a");
        Window window =
                preparer.prepare(Map.of("t2", image, "seg", mask())).cut(new SliceRecord.Slice(2, 10, true, true));
        // the tumour's centre is (12, 13): rows 4 to 19 of 20, columns 5 to 20 of 24
        assertThat(window.height()).isEqualTo(16);
        assertThat(window.present()).containsExactly(false, false, true, false);
        float[] t2 = java.util.Arrays.copyOfRange(window.voxels(), 2 * 256, 3 * 256);
        assertThat(t2[0]).isEqualTo(0);
        for (int row = 0; row < 16; row++) {
            for (int column = 0; column < 16; column++) {
                boolean tumour = Math.hypot(row + 4 - 12, column + 5 - 13) < 3.7;
                assertThat(window.foreground()[row * 16 + column]).isEqualTo((byte) (tumour ? 1 : 0));
                if (tumour) {
                    assertThat(t2[row * 16 + column]).isGreaterThan(0.8f);
                }
            }
        }
    }

    @Test
    void anImageSmallerThanTheWindowLiesAtTheTopLeft() {
        IngestSettings wide = new IngestSettings(
                List.of("t1"),
                0,
                22,
                8,
                0,
                0,
                0,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
        PreparedStudy study = new StudyPreparer(wide).prepare(Map.of("t1", image("a"), "seg", mask()));
        Window window = study.cut(study.evaluation());
        assertThat(window.height()).isEqualTo(20);
        assertThat(window.width()).isEqualTo(22);
        for (int at = 20 * 22; at < 22 * 22; at++) {
            assertThat(window.voxels()[at]).isZero();
        }
    }

    @Test
    void imagesOnAnotherGridAreBroughtOntoTheReferenceAndItIsSaid() {
        Volume first = image("a");
        double[] shifted = first.affine().clone();
        shifted[3] += 4; // two voxels to the right
        Volume moved = new Volume(first.voxels(), first.width(), first.height(), first.depth(), shifted);
        PreparedStudy study = preparer.prepare(Map.of("t1", first, "t2", moved, "seg", mask()));
        assertThat(study.notes())
                .containsExactly(STRIPPED, "same grid: no (against t1: t2 lies 2.00 voxels apart), resampled");
        assertThat(study.sequences().get("t2").at(12, 13, 10)).isCloseTo(first.at(10, 13, 10), within(1e-3f));
    }

    @Test
    void aTargetSpacingChangesTheGridOfAll() {
        IngestSettings fine = new IngestSettings(
                List.of("t1", "t2"),
                1,
                16,
                8,
                0,
                0,
                0,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
        PreparedStudy study =
                new StudyPreparer(fine).prepare(Map.of("t1", image("a"), "t2", image("b"), "seg", mask()));
        assertThat(study.sequences().values()).allMatch(volume -> volume.width() == 39 && volume.depth() == 35);
        assertThat(study.spacing(0)).isEqualTo(new SliceRecord.Spacing(1, 1, 1));
        assertThat(study.notes()).containsExactly(STRIPPED, ONE_GRID);
    }

    @Test
    void withoutAMaskOrWithAnEmptyOneWindowsFollowTheBrain() {
        assertThat(preparer.prepare(Map.of("t1", image("a"))).notes())
                .containsExactly(STRIPPED, ONE_GRID, "no tumour mask: windows follow the brain's foreground");
        assertThat(preparer.prepare(Map.of("t1", image("a"), "seg", empty())).notes())
                .containsExactly(STRIPPED, ONE_GRID, "the tumour mask is empty: windows follow the brain's foreground");
    }

    @Test
    void aSequenceWithOneValueEverywhereCountsAsMissing() {
        PreparedStudy study = preparer.prepare(Map.of("t1", empty(), "t2", image("a"), "seg", mask()));
        assertThat(study.present()).containsExactly("t2");
        assertThat(study.notes())
                .containsExactly(STRIPPED, ONE_GRID, "t1 has one value everywhere and counts as missing");
    }

    @Test
    void aStudyWithoutAUsableSequenceIsRefused() {
        assertThatThrownBy(() -> preparer.prepare(Map.of("seg", mask())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no usable sequence; wanted one or more of t1, t1c, t2, flair");
    }

    @Test
    void aHeadWithItsSkullIsTakenAndNotedOrRefused() {
        Volume head = PhantomHeads.withSkull(PhantomHeads.stripped(5).get("t1"), 5);
        Map<String, Volume> images = Map.of("t1", head);
        assertThat(preparer.prepare(images).notes()).contains("skull-stripped: no (t1 has scalp over bone)");
        assertThatThrownBy(() -> strict().prepare(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("skull-stripped: no (t1 has scalp over bone), and images.unstripped is refuse");
    }

    @Test
    void imagesOnDifferentGridsAreRefusedWhereTheSettingsWantOne() {
        double[] shifted = image("a").affine().clone();
        shifted[7] += 1;
        Volume first = image("a");
        Volume moved = new Volume(first.voxels(), first.width(), first.height(), first.depth(), shifted);
        assertThatThrownBy(() -> strict().prepare(Map.of("t1", first, "seg", mask(), "flair", moved)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("same grid: no (against t1: flair lies 0.50 voxels apart), and images.grids is refuse");
        assertThat(strict().prepare(Map.of("t1", first, "seg", mask())).notes()).containsExactly(STRIPPED, ONE_GRID);
    }

    @Test
    void biasCorrectionEvensTheSequencesAndLeavesTheMask() {
        IngestSettings n3 = SmallCohort.settings()
                .withImages(
                        new ImageSettings(
                                ImageSettings.Unstripped.ACCEPT,
                                ImageSettings.Grids.RESAMPLE,
                                ImageSettings.BiasCorrection.N3,
                                SliceChoice.Largest.VOXELS,
                                ImageSettings.Unreadable.LEAVE_OUT),
                        ExternalSettings.none());
        Volume plain = image("a");
        float[] voxels = plain.voxels().clone();
        for (int at = 0; at < voxels.length; at++) {
            voxels[at] *= 1 + 0.04f * (at % plain.width());
        }
        Volume biased = new Volume(voxels, plain.width(), plain.height(), plain.depth(), plain.affine());
        PreparedStudy study = new StudyPreparer(n3).prepare(Map.of("t1", biased, "seg", mask()));
        float left = study.sequences().get("t1").at(4, 12, 5);
        float right = study.sequences().get("t1").at(15, 12, 5);
        assertThat(biased.at(15, 12, 5) / biased.at(4, 12, 5)).isGreaterThan(1.3f);
        assertThat(right / left).isBetween(0.8f, 1.25f); // noise is 150 to 190
        assertThat(study.mask().voxels()).containsExactly(mask().voxels());
    }

    private static StudyPreparer strict() {
        return new StudyPreparer(SmallCohort.settings()
                .withImages(
                        new ImageSettings(
                                ImageSettings.Unstripped.REFUSE,
                                ImageSettings.Grids.REFUSE,
                                ImageSettings.BiasCorrection.NONE,
                                SliceChoice.Largest.VOXELS,
                                ImageSettings.Unreadable.LEAVE_OUT),
                        ExternalSettings.none()));
    }

    private static Volume image(String seed) {
        return SmallCohort.volume(seed, false);
    }

    private static Volume mask() {
        return SmallCohort.volume("mask", true);
    }

    private static Volume empty() {
        int[] shape = SmallCohort.SHAPE;
        return new Volume(
                new float[shape[0] * shape[1] * shape[2]], shape[0], shape[1], shape[2], SmallCohort.AFFINE.clone());
    }
}
