package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyAssemblyTest {

    @Test
    void ofSeveralSeriesMostSlicesComeFirstThenMostPixels() {
        List<FoundFile> found = new ArrayList<>();
        found.addAll(series("coarse", "t2", "", 20, 256 * 256));
        found.addAll(series("fine", "t2", "", 20, 512 * 512));
        found.addAll(series("few", "t2", "", 5, 512 * 512));
        Collections.reverse(found);
        ArchiveStudy study = StudyAssembly.of(found);
        assertThat(study.series().get("t2"))
                .extracting(one -> one.files().get(0).path())
                .containsExactly("file:/fine/00", "file:/coarse/00", "file:/few/00");
        assertThat(study.notes()).containsExactly("more than one series of t2; used one by: more pixels; more slices");
        assertThat(study.files()).isEqualTo(45);
    }

    @Test
    void aFileOfManySlicesCountsThemAll() {
        List<FoundFile> found = new ArrayList<>(series("single", "t1", "", 30, 256 * 256));
        found.add(file("enhanced", "t1", "", 0, 40, 256 * 256));
        assertThat(StudyAssembly.of(found).series().get("t1").get(0).files()).hasSize(1);
    }

    @Test
    void seriesWithoutASequenceAreKeptWithTheirReason() {
        List<FoundFile> found = new ArrayList<>(series("scout", "?", "of no use by a rule (localizer)", 3, 100));
        found.addAll(series("echoes", "t2", "", 2, 100));
        found.addAll(series("echoes", "?", "its sequence is not known", 2, 100));
        ArchiveStudy study = StudyAssembly.of(found);
        assertThat(study.series()).isEmpty();
        assertThat(study.unused())
                .containsExactlyInAnyOrder(
                        new ArchiveStudy.UnusedSeries("?", 3, 30, "of no use by a rule (localizer)"),
                        new ArchiveStudy.UnusedSeries("?", 4, 40, "its files speak for different sequences"));
    }

    @Test
    void aFoundFileComesBackFromItsBytes() {
        FoundFile file = new FoundFile(
                FoundFile.Kind.DICOM,
                "M\u00fcller_1.2",
                "M\u00fcller",
                "group",
                "t1",
                "",
                4,
                5_000_000_000L,
                new ImageFacts(true, false, true, false, -3.5, 7, 0.5, 0.25, "rule t1"),
                new ArchiveFile("s3a://a/b c.zip", 7, -8, "d/e#1", 9));
        assertThat(FoundFile.of(file.toBytes())).isEqualTo(file);
    }

    private static List<FoundFile> series(String group, String sequence, String reason, int slices, long pixels) {
        List<FoundFile> files = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            files.add(file(group, sequence, reason, slice, 1, pixels));
        }
        return files;
    }

    private static FoundFile file(String group, String sequence, String reason, int number, int slices, long pixels) {
        String path = String.format("file:/%s/%02d", group, number);
        return new FoundFile(
                FoundFile.Kind.DICOM,
                "P_1",
                "P",
                group,
                sequence,
                reason,
                slices,
                pixels,
                ImageFacts.NONE,
                new ArchiveFile(path, 10, 0));
    }
}
