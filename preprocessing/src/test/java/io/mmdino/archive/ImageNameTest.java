package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {

    private final SequenceNames names = new SequenceNames(List.of("t1", "t1c", "t2", "flair"));

    @ParameterizedTest
    @CsvSource({
        "sub-007_ses-preop_space-sri_t1.nii.gz, 007_ses-preop, 007, sri, t1",
        "sub-007_ses-preop_space-sri_seg.nii.gz, 007_ses-preop, 007, sri, seg",
        "sub-007_T1w.nii.gz, 007, 007, '', t1",
        "sub-007_ce-gad_T1w.nii, 007, 007, '', t1c",
        "sub-007_T2w.nii.gz, 007, 007, '', t2",
        "sub-007_acq-3d_FLAIR.nii.gz, 007, 007, '', flair",
        "sub-007_label-tumor_mask.nii.gz, 007, 007, '', seg",
        "a/sub-007/ses-1/anat/sub-007_T2w.nii.gz, 007_ses-1, 007, '', t2",
        "BraTS-GLI-00001-000/BraTS-GLI-00001-000-t1n.nii.gz, BraTS-GLI-00001-000, BraTS-GLI-00001, '', t1",
        "BraTS2021_00017_t1ce.nii.gz, BraTS2021_00017, BraTS2021_00017, '', t1c",
        "UPENN-GBM-00001_11_T1GD.nii.gz, UPENN-GBM-00001_11, UPENN-GBM-00001, '', t1c",
        "UCSF-PDGM-0004_tumor_segmentation.nii.gz, UCSF-PDGM-0004, UCSF-PDGM-0004, '', seg",
        "sub-007_desc-lesion_dseg.nii.gz, 007, 007, '', seg",
        "c.zip!/x/BraTS20_001_flair.nii.gz, BraTS20_001, BraTS20_001, '', flair",
        "00001_t2f.nii.gz, 00001, 00001, '', flair",
    })
    void namesOfTheUsualDatasetsAreUnderstood(String path, String id, String subject, String space, String sequence) {
        assertThat(ImageName.parse(path, names)).contains(new ImageName(id, subject, space, sequence));
    }

    @ParameterizedTest
    @CsvSource({
        "sub-007_T1w.json",
        "sub-007_dwi.nii.gz",
        "sub-007_desc-brain_mask.nii.gz",
        "sub-007_part-phase_T1w.nii.gz",
        "._sub-007_T1w.nii.gz",
        "notes.nii.gz",
        "UCSF-PDGM-0004_brain_segmentation.nii.gz",
        "sub-_t1.nii.gz",
    })
    void otherFilesArePassedOver(String path) {
        assertThat(ImageName.parse(path, names)).isEmpty();
    }

    @Test
    void aContrastImageIsNeverTakenForThePlainOne() {
        SequenceNames plainOnly = new SequenceNames(List.of("t1", "t2"));
        assertThat(ImageName.parse("sub-1_ce-gad_T1w.nii.gz", plainOnly)).isEmpty();
    }

    @Test
    void aSequenceOfTheUsersOwnIsKnownByItsName() {
        SequenceNames own = new SequenceNames(List.of("SWI"));
        assertThat(ImageName.parse("sub-1_swi.nii.gz", own)).contains(new ImageName("1", "1", "", "SWI"));
    }
}
