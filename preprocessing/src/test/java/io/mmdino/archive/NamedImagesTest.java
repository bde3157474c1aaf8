package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedImagesTest {

    private static final SequenceNames NAMES = new SequenceNames(List.of("t1", "t1c", "t2", "flair"));

    private static ArchiveStudy study(String... locations) {
        List<FoundFile> found = new ArrayList<>();
        for (String location : locations) {
            String[] parts = location.split("!/", 2);
            ArchiveFile file = parts.length == 1
                    ? new ArchiveFile("hdfs://data/in/" + parts[0], 1, 1)
                    : new ArchiveFile("hdfs://data/in/" + parts[0], 1, 1, parts[1], 7);
            found.add(NAMES.image(file).orElseThrow(() -> new AssertionError("no image: " + location)));
        }
        assertThat(found)
                .extracting(FoundFile::id)
                .as("files of one study")
                .containsOnly(found.get(0).id());
        Collections.shuffle(found, new Random(5)); // the listing's order must not matter
        return StudyAssembly.of(found);
    }

    private static Map<String, String> used(ArchiveStudy study) {
        Map<String, String> used = new TreeMap<>();
        study.series()
                .forEach((sequence, series) -> used.put(
                        sequence, series.get(0).files().get(0).location().replace("hdfs://data/in/", "")));
        return used;
    }

    private static void isRefused(ArchiveStudy study, int roots) {
        assertThat(study.refusal())
                .startsWith("more than one study has this id: its images lie in " + roots + " folders or containers")
                .doesNotContain("in/");
        assertThat(study.series()).isEmpty();
        assertThat(study.unused()).isNotEmpty();
    }

    @Test
    void bidsImagesTakeTheirTumourMaskFromDerivatives() {
        ArchiveStudy study = study(
                "ds/sub-1/ses-a/anat/sub-1_ses-a_T1w.nii.gz",
                "ds/sub-1/ses-a/anat/sub-1_ses-a_ce-gad_T1w.nii.gz",
                "ds/sub-1/ses-a/anat/sub-1_ses-a_T2w.nii.gz",
                "ds/sub-1/ses-a/anat/sub-1_ses-a_FLAIR.nii.gz",
                "ds/derivatives/drawn/sub-1/ses-a/anat/sub-1_ses-a_space-T1w_label-tumor_mask.nii.gz");
        assertThat(used(study)).containsOnlyKeys("t1", "t1c", "t2", "flair", "seg");
        assertThat(study.refusal()).isEmpty();
        assertThat(study.notes()).isEmpty();
    }

    @Test
    void aMaskInAnotherSpaceIsNotUsedAndOneInTheImagesSpaceIs() {
        assertThat(study(
                                "sub-1/anat/sub-1_T1w.nii.gz",
                                "derivatives/a/sub-1/anat/sub-1_space-MNI_label-lesion_mask.nii.gz")
                        .notes())
                .containsExactly(
                        "no tumour mask lies in the space of the images, or in one place beside them; none was used");
        assertThat(used(study(
                        "derivatives/a/sub-1/anat/sub-1_space-MNI_T1w.nii.gz",
                        "derivatives/a/sub-1/anat/sub-1_space-native_desc-tumour_mask.nii.gz",
                        "derivatives/b/sub-1/anat/sub-1_space-MNI_desc-tumour_dseg.nii.gz")))
                .containsEntry("seg", "derivatives/b/sub-1/anat/sub-1_space-MNI_desc-tumour_dseg.nii.gz");
    }

    @Test
    void derivativesAreTakenWhenTheyHaveMoreSequencesAndTheDatasetsOwnWhenAsMany() {
        String[] own = {"sub-1/anat/sub-1_T1w.nii.gz", "sub-1/anat/sub-1_T2w.nii.gz"};
        String[] stripped = {
            "derivatives/strip/sub-1/anat/sub-1_T1w.nii.gz",
            "derivatives/strip/sub-1/anat/sub-1_T2w.nii.gz",
            "derivatives/strip/sub-1/anat/sub-1_FLAIR.nii.gz"
        };
        ArchiveStudy more = study(Stream.of(own, stripped).flatMap(Stream::of).toArray(String[]::new));
        assertThat(used(more).values()).allMatch(location -> location.startsWith("derivatives/strip"));
        assertThat(more.notes()).containsExactly("images in 2 derivatives; used the derivative with most sequences");
        ArchiveStudy equal = study(own[0], own[1], stripped[0], stripped[1]);
        assertThat(used(equal).values()).allMatch(location -> location.startsWith("sub-1"));
        assertThat(equal.unused()).hasSize(2);
    }

    @Test
    void ofSeveralRunsAndAcquisitionsThePlainNameIsTakenThenTheFirstRun() {
        ArchiveStudy study = study(
                "sub-1/anat/sub-1_run-10_T1w.nii.gz",
                "sub-1/anat/sub-1_run-2_T1w.nii.gz",
                "sub-1/anat/sub-1_run-3_T1w.nii.gz",
                "sub-1/anat/sub-1_acq-tse_run-01_T2w.nii.gz",
                "sub-1/anat/sub-1_T2w.nii.gz",
                "sub-1/anat/sub-1_run-02_FLAIR.nii.gz",
                "sub-1/anat/sub-1_run-01_FLAIR.nii.gz");
        assertThat(used(study))
                .containsEntry("t1", "sub-1/anat/sub-1_run-2_T1w.nii.gz")
                .containsEntry("t2", "sub-1/anat/sub-1_T2w.nii.gz")
                .containsEntry("flair", "sub-1/anat/sub-1_run-01_FLAIR.nii.gz");
        assertThat(study.notes())
                .containsExactlyInAnyOrder(
                        "more than one file for t1; used the shortest name",
                        "more than one file for t2; used the shortest name",
                        "more than one file for flair; used the shortest name");
    }

    @ParameterizedTest
    @CsvSource({
        "a/sub-1/anat/sub-1_T1w.nii.gz, b/sub-1/anat/sub-1_T1w.nii.gz",
        "a/sub-1/anat/sub-1_T1w.nii.gz, b/sub-1/anat/sub-1_T2w.nii.gz",
        "a/sub-1/anat/sub-1_T1w.nii.gz, b/1_t2.nii.gz",
        "a.zip!/sub-1/anat/sub-1_T1w.nii.gz, b.zip!/sub-1/anat/sub-1_T1w.nii.gz",
        "a.zip!/x/1_t1.nii.gz, a.zip!/y/1_t1.nii.gz",
        "a.zip!/1/1_t1.nii.gz, a/1/1_t1.nii.gz",
        "a.tar.gz!/1_t1.nii.gz, b.tgz!/1_flair.nii.gz",
        "siteA-T1/1_t1.nii.gz, siteB-T1/1_t1.nii.gz",
        "batch1/1/1-t1n.nii.gz, batch2/1/1-t1n.nii.gz",
        "ds/derivatives/p/sub-1/sub-1_t1.nii.gz, ds2/derivatives/p/sub-1/sub-1_t1.nii.gz",
    })
    void twoStudiesWithOneIdAreRefusedAndNeverMixed(String one, String other) {
        isRefused(study(one, other), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub-1/anat/sub-1_T1w.nii.gz sub-1/ses-1/../anat/sub-1_T2w.nii.gz",
                "x/1/1_t1.nii.gz x/1_t2.nii.gz",
                "x/T1/1_t1.nii.gz x/FLAIR/1_flair.nii.gz",
                "imagesTr/1_t1.nii.gz labelsTr/1_seg.nii.gz",
                "IXI-T1.tar!/1-T1.nii.gz IXI-T2.tar!/1-T2.nii.gz",
                "c.zip!/1_t1.nii.gz c.zip!/1/1_t2.nii.gz",
                "P/1_t1/1_t1.nii.gz P/1_t2/1_t2.nii.gz",
            })
    void foldersThatOnlySayWhatAnImageIsDoNotPartAStudy(String locations) {
        ArchiveStudy study = study(locations.replace("ses-1/../", "").split(" "));
        assertThat(study.refusal()).isEmpty();
        assertThat(study.series()).hasSize(2);
    }

    @Test
    void aMaskOfAnotherPlaceIsUsedOnlyWhenItIsTheOnlyOne() {
        ArchiveStudy one = study("scans/1_t1.nii.gz", "drawn-by-x/1_seg.nii.gz");
        assertThat(used(one)).containsKeys("t1", "seg");
        assertThat(one.notes()).containsExactly("the tumour mask lies in another folder than the images");
        ArchiveStudy two = study("scans/1_t1.nii.gz", "drawn-by-x/1_seg.nii.gz", "drawn-by-y/1_seg.nii.gz");
        assertThat(used(two)).containsOnlyKeys("t1");
        ArchiveStudy own = study("scans/1_t1.nii.gz", "scans/1_seg.nii.gz", "drawn-by-y/1_seg.nii.gz");
        assertThat(used(own)).containsEntry("seg", "scans/1_seg.nii.gz");
        assertThat(own.unused())
                .containsExactly(
                        new ArchiveStudy.UnusedSeries("seg", 1, 1, "lies in another space or folder than the images"));
    }

    @Test
    void layoutsMayBeMixedInOneArchive() {
        assertThat(used(study(
                        "brats.zip!/BraTS-GLI-00001-000/BraTS-GLI-00001-000-t1n.nii.gz",
                        "brats.zip!/BraTS-GLI-00001-000/BraTS-GLI-00001-000-t1c.nii.gz",
                        "brats.zip!/BraTS-GLI-00001-000/BraTS-GLI-00001-000-t2w.nii.gz",
                        "brats.zip!/BraTS-GLI-00001-000/BraTS-GLI-00001-000-t2f.nii.gz",
                        "brats.zip!/BraTS-GLI-00001-000/BraTS-GLI-00001-000-seg.nii.gz")))
                .hasSize(5);
        assertThat(used(study(
                        "sub-7/ses-preop/anat/sub-7_ses-preop_space-sri_t1.nii.gz",
                        "sub-7/ses-preop/anat/sub-7_ses-preop_space-sri_seg.nii.gz")))
                .containsOnlyKeys("t1", "seg");
    }
}
