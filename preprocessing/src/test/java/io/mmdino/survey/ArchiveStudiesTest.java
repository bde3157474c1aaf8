package io.mmdino.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.dicom.DicomCohort;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.disk.Json;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStudiesTest {

    private final HeaderScanRules rules = HeaderScanRules.of(IngestSettings.defaults(), SequenceRules.packed());
    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    @Test
    void filesOfOneSessionBecomeOneStudyWithItsMask() throws IOException {
        touch("sub-2/ses-b/sub-2_ses-b_t1.nii.gz", 3);
        touch("sub-2/ses-b/sub-2_ses-b_seg.nii.gz", 4);
        touch("sub-2/ses-a/sub-2_ses-a_flair.nii.gz", 5);
        ArchiveStudies archive = ArchiveStudies.find(conf, folder.toString(), rules);
        assertThat(archive.studies()).extracting(ArchiveStudy::id).containsExactly("2_ses-a", "2_ses-b");
        assertThat(archive.studies()).extracting(ArchiveStudy::subject).containsOnly("2");
        assertThat(archive.studies().get(1).series()).containsOnlyKeys("seg", "t1");
        assertThat(archive.studies().get(1).bytes()).isEqualTo(7);
    }

    @Test
    void imagesOfDifferentSpacesAreNotMixed() throws IOException {
        touch("sub-1_space-native_t1.nii.gz", 1);
        touch("sub-1_space-sri_t1.nii.gz", 1);
        touch("sub-1_space-sri_t2.nii.gz", 1);
        ArchiveStudy study =
                ArchiveStudies.find(conf, folder.toString(), rules).studies().get(0);
        assertThat(study.series()).containsOnlyKeys("t1", "t2");
        assertThat(study.series().values())
                .allMatch(of -> of.get(0).files().get(0).name().contains("space-sri"));
        assertThat(study.unused())
                .containsExactly(
                        new ArchiveStudy.UnusedSeries("t1", 1, 1, "lies in another space than most sequences"));
        assertThat(study.notes()).containsExactly("images in 2 spaces; used the space with most sequences");
    }

    @Test
    void ofTwoFilesForASequenceTheSimplerNameIsTakenAndSaid() throws IOException {
        touch("sub-1_run-2_t1.nii.gz", 1);
        touch("sub-1_t1.nii.gz", 1);
        ArchiveStudy study =
                ArchiveStudies.find(conf, folder.toString(), rules).studies().get(0);
        assertThat(study.series().get("t1").get(0).files().get(0).name()).isEqualTo("sub-1_t1.nii.gz");
        assertThat(study.notes()).containsExactly("more than one file for t1; used the shortest name");
    }

    @Test
    void anEmptyArchiveIsAnErrorThatSaysWhatWasWanted() {
        assertThatThrownBy(() -> ArchiveStudies.find(conf, folder.toString(), rules))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("no study in the input folder")
                .hasMessageContaining("sub-ID_T1w.nii.gz");
    }

    @Test
    void aMissingFolderIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> ArchiveStudies.find(conf, folder + "/nowhere", rules))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("nowhere is not there");
    }

    @Test
    void filesThatMayBeDicomAreOpenedAsIngestDoes() throws IOException {
        touch("sub-1_t1.nii.gz", 1);
        new DicomCohort(folder).series("scans", "", "Smith", "1.2.10", "1.2.11", DicomCohort.Protocol.T2, 4, Set.of());
        touch("IM0001", 200);
        Files.writeString(folder.resolve("torn.zip"), "PK, torn");
        Files.writeString(folder.resolve("torn.dcm"), "torn");
        ArchiveStudies archive = ArchiveStudies.find(conf, folder.toString(), rules);
        assertThat(archive.studies()).extracting(ArchiveStudy::id).containsExactly("1", "Smith_1.2.10");
        assertThat(archive.studies().get(1).series()).containsOnlyKeys("t2");
        assertThat(archive.noDicom()).isEqualTo(1);
        assertThat(archive.brokenContainers()).isEqualTo(1);
        assertThat(archive.brokenFiles()).isEqualTo(1);
    }

    @Test
    void rulesTravelAsJsonAndKeepTheirVersion() {
        HeaderScanRules back = Json.read(Json.write(rules), HeaderScanRules.class);
        assertThat(back).isEqualTo(rules);
        assertThat(back.version()).isEqualTo(rules.version());
    }

    private void touch(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
