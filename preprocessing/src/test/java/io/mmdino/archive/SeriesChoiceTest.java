package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Choice between series of one sequence, and division of series that hold several. */
class SeriesChoiceTest {

    /** Properties of a series: slices, distance of slices, and flags by letters: d derived, h head, g gradient, c contrast. */
    private static List<FoundFile> series(String name, String sequence, int slices, double step, String flags) {
        List<FoundFile> files = new ArrayList<>();
        for (int k = 0; k < slices; k++) {
            files.add(file(name, name + k, sequence, "", k * step, flags));
        }
        return files;
    }

    private static FoundFile file(
            String group, String path, String sequence, String reason, double place, String flags) {
        ImageFacts facts = new ImageFacts(
                flags.contains("d"),
                flags.contains("h"),
                flags.contains("g"),
                flags.contains("c"),
                place,
                place,
                1,
                1,
                "rule x");
        return new FoundFile(
                FoundFile.Kind.DICOM,
                "P_1",
                "P",
                group,
                sequence,
                reason,
                1,
                200 * 200,
                facts,
                new ArchiveFile(path, 10, 0));
    }

    @SafeVarargs
    private static ArchiveStudy study(List<FoundFile>... series) {
        List<FoundFile> found = new ArrayList<>();
        for (List<FoundFile> one : series) {
            found.addAll(one);
        }
        return StudyAssembly.of(found);
    }

    private static void preferred(String reason, List<FoundFile> better, List<FoundFile> worse) {
        String sequence = better.get(0).sequence();
        for (ArchiveStudy study : List.of(study(better, worse), study(worse, better))) {
            List<ArchiveSeries> candidates = study.series().get(sequence);
            assertThat(candidates.get(0).files().get(0).path())
                    .isEqualTo(better.get(0).file().path());
            assertThat(candidates.get(0).behind()).isEmpty();
            assertThat(candidates.get(1).behind()).isEqualTo(reason);
            assertThat(study.notes())
                    .containsExactly("more than one series of " + sequence + "; used one by: " + reason);
        }
    }

    @Test
    void originalsComeBeforeDerivedOnesThoughTheseAreFiner() {
        preferred("original before derived", series("a", "t1", 30, 5, ""), series("b", "t1", 150, 1, "dh"));
    }

    @Test
    void headsComeBeforeSeriesThatDoNotSay() {
        preferred("of the head before others", series("b", "t1", 30, 5, "h"), series("a", "t1", 150, 1, ""));
    }

    @Test
    void spinEchoesComeBeforeGradientEchoesOfT2AndNotOfT1() {
        preferred("spin echo before gradient echo", series("b", "t2", 30, 5, ""), series("a", "t2", 31, 5, "g"));
        preferred("more slices", series("a", "t1", 31, 5, "g"), series("b", "t1", 30, 5, ""));
    }

    @Test
    void flairWithoutContrastAgentComesFirst() {
        preferred("without contrast agent", series("b", "flair", 30, 5, ""), series("a", "flair", 32, 5, "c"));
    }

    @Test
    void wholeHeadsComeBeforeFinerSlabs() {
        preferred("full coverage", series("b", "t1", 30, 5, ""), series("a", "t1", 40, 1, ""));
    }

    @Test
    void finerGridsComeFirst() {
        preferred("finer grid", series("b", "t1", 150, 1, ""), series("a", "t1", 30, 5, ""));
    }

    @Test
    void equalSeriesAreSortedByHashedNameAndSaySo() {
        preferred("all else equal, by hashed name", series("a", "t1", 30, 5, ""), series("b", "t1", 30, 5, ""));
    }

    @Test
    void leftImagesAtThePlacesOfOthersAreNotedAndTheOthersUsed() {
        List<FoundFile> files = series("a", "t2", 20, 5, "");
        for (int k = 0; k < 20; k++) {
            files.add(file("a", "pd" + k, "?", "of no use by a rule (rule proton density)", k * 5, ""));
        }
        files.add(file("a", "save", "?", "of no use by a rule (no MR image)", Double.NaN, ""));
        ArchiveStudy study = study(files);
        assertThat(study.series().get("t2").get(0).files()).hasSize(20);
        assertThat(study.series().get("t2").get(0).why()).isEqualTo("rule x");
        assertThat(study.unused())
                .containsExactly(
                        new ArchiveStudy.UnusedSeries("?", 21, 210, "of no use by a rule (rule proton density)"));
        assertThat(study.notes())
                .containsExactly(
                        "21 of 41 images in a series of t2 were left out: of no use by a rule (rule proton density)");
    }

    @Test
    void everySecondSliceOfAnotherSequenceIsNoVolume() {
        List<FoundFile> files = new ArrayList<>();
        for (int k = 0; k < 20; k++) {
            files.add(file("a", "x" + k, k % 2 == 0 ? "t1" : "t1c", "", k * 5, ""));
        }
        ArchiveStudy study = study(files);
        assertThat(study.series()).isEmpty();
        assertThat(study.unused())
                .containsExactly(
                        new ArchiveStudy.UnusedSeries("?", 20, 200, "its files speak for different sequences"));
    }

    @Test
    void twoWholeVolumesOfTwoSequencesInOneSeriesAreBothUsed() {
        List<FoundFile> files = series("a", "t1", 20, 5, "");
        for (int k = 0; k < 20; k++) {
            files.add(file("a", "post" + k, "t1c", "", k * 5, ""));
        }
        ArchiveStudy study = study(files);
        assertThat(study.series()).containsOnlyKeys("t1", "t1c");
        assertThat(study.notes()).containsExactly("one series holds images of t1, t1c");
    }
}
