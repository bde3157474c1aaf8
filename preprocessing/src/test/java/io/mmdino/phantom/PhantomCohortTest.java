package io.mmdino.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.volume.Volume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomCohortTest {
    private static final int SIZE = 64;
    private static final List<String> SEQUENCES = List.of("t1", "t1c", "t2", "flair");

    @TempDir
    private Path folder;

    private CohortOnDisk cohort(
            String name, int studies, long seed, double labelled, double missing, Site site, int threads)
            throws IOException {
        return CohortOnDisk.write(
                folder.resolve(name), new PhantomSettings(studies, seed, labelled, missing, site, SIZE, threads));
    }

    @Test
    void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        Map<String, byte[]> one = cohort("one", 5, 11, 0.4, 0.4, Site.A, 1).bytes();
        Map<String, byte[]> three = cohort("three", 5, 11, 0.4, 0.4, Site.A, 3).bytes();

        assertThat(three.keySet()).isEqualTo(one.keySet());
        one.forEach((path, bytes) -> assertThat(three.get(path)).as(path).isEqualTo(bytes));
    }

    @Test
    void anotherSeedGivesOtherPatients() throws IOException {
        CohortOnDisk first = cohort("first", 2, 1, 1, 0, Site.A, 1);
        CohortOnDisk second = cohort("second", 2, 2, 1, 0, Site.A, 1);

        assertThat(first.labels()).doesNotContainKeys(second.labels().keySet().toArray(String[]::new));
        String a = first.labels().keySet().iterator().next();
        String b = second.labels().keySet().iterator().next();
        assertThat(first.read(a, "t2").voxels())
                .isNotEqualTo(second.read(b, "t2").voxels());
    }

    @Test
    void asManyStudiesAreLabelledAndLackASequenceAsAsked() throws IOException {
        CohortOnDisk cohort = cohort("cohort", 10, 3, 0.4, 0.3, Site.A, 2);

        Map<String, String> labels = cohort.labels();
        assertThat(labels).hasSize(10);
        assertThat(labels.values())
                .filteredOn(label -> !label.isEmpty())
                .hasSize(4)
                .allMatch(l -> l.matches("[012]"));
        assertThat(List.copyOf(labels.keySet())).isSorted().allMatch(patient -> patient.matches("sub-[0-9a-f]{8}"));
        List<Long> present = labels.keySet().stream()
                .map(patient ->
                        SEQUENCES.stream().filter(s -> cohort.has(patient, s)).count())
                .toList();
        assertThat(present).filteredOn(count -> count == 3).hasSize(3);
        assertThat(present).filteredOn(count -> count == 4).hasSize(7);
        assertThat(Files.readString(cohort.folder().resolve("dataset_description.json")))
                .contains("\"BIDSVersion\"", "\"Seed\": 3", "\"Site\": \"A\"");
    }

    @Test
    void everyStudyHasATumourInsideTheBrainAlsoWhenAllLackASequence() throws IOException {
        CohortOnDisk cohort = cohort("cohort", 6, 4, 0, 1, Site.B, 2);

        for (String patient : cohort.labels().keySet()) {
            float[] mask = cohort.read(patient, "seg").voxels();
            String sequence = SEQUENCES.stream()
                    .filter(s -> cohort.has(patient, s))
                    .findFirst()
                    .orElseThrow();
            float[] image = cohort.read(patient, sequence).voxels();
            assertThat(mask).containsOnly(0, 1);
            long dark = IntStream.range(0, mask.length)
                    .filter(i -> mask[i] > 0 && image[i] == 0)
                    .count();
            assertThat(dark).isZero();
        }
    }

    @Test
    void theDefaultSizeHasSlicesOf500TumourVoxelsAlongEachAxis() throws IOException {
        PhantomSettings settings = new PhantomSettings(4, 5, 0, 0, Site.A, PhantomSettings.DEFAULT_SIZE, 2);
        CohortOnDisk cohort = CohortOnDisk.write(folder.resolve("cohort"), settings);
        int[] axesWithLargeSlices = new int[3];
        for (String patient : cohort.labels().keySet()) {
            Volume mask = cohort.read(patient, "seg");
            for (int axis = 0; axis < 3; axis++) {
                axesWithLargeSlices[axis] += largestSlice(mask, axis) >= 500 ? 1 : 0;
            }
        }
        assertThat(Arrays.stream(axesWithLargeSlices).min().orElseThrow()).isGreaterThanOrEqualTo(3);
    }

    private static int largestSlice(Volume mask, int axis) {
        int[] counts = new int[Math.max(mask.width(), Math.max(mask.height(), mask.depth()))];
        for (int k = 0; k < mask.depth(); k++) {
            for (int j = 0; j < mask.height(); j++) {
                for (int i = 0; i < mask.width(); i++) {
                    counts[axis == 0 ? i : axis == 1 ? j : k] += (int) mask.at(i, j, k);
                }
            }
        }
        return IntStream.of(counts).max().orElseThrow();
    }

    @Test
    void sitesDifferInGridAndPatientsButLieInTheSameSpace() throws IOException {
        CohortOnDisk a = cohort("a", 1, 6, 1, 0, Site.A, 1);
        CohortOnDisk b = cohort("b", 1, 6, 1, 0, Site.B, 1);
        assertThat(a.labels().keySet()).doesNotContainAnyElementsOf(b.labels().keySet());
        Volume atA = a.read(a.labels().keySet().iterator().next(), "t1");
        Volume atB = b.read(b.labels().keySet().iterator().next(), "t1");

        assertThat(atA.spacing(2) / atA.spacing(0)).isBetween(0.99, 1.01);
        assertThat(atB.spacing(2) / atB.spacing(0)).isBetween(1.43, 1.45);
        assertThat(atB.affine()[0]).isNegative();
        assertThat(middle(atA)).isCloseTo(middle(atB), within(15.0));
    }

    /** Height of the brain's centre of mass in mm. */
    private static double middle(Volume image) {
        double mass = 0;
        double moment = 0;
        int slice = image.width() * image.height();
        for (int v = 0; v < image.voxels().length; v++) {
            if (image.voxels()[v] > 0) {
                mass++;
                moment += image.affine()[11] + (v / slice) * image.affine()[10];
            }
        }
        return moment / mass;
    }

    @Test
    void progressCountsEveryStudyInOrder() throws IOException {
        List<Integer> seen = new ArrayList<>();
        PhantomCohort.write(folder.resolve("cohort"), new PhantomSettings(4, 8, 0, 0, Site.A, SIZE, 2), seen::add);
        assertThat(seen).containsExactly(1, 2, 3, 4);
    }

    @Test
    void anEmptyOutputFolderIsFilledAndAFullOneIsRefusedUntouched() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        CohortOnDisk cohort = CohortOnDisk.write(out, new PhantomSettings(1, 9, 0, 0, Site.A, SIZE, 1));
        Map<String, byte[]> before = cohort.bytes();

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> CohortOnDisk.write(out, new PhantomSettings(1, 10, 0, 0, Site.A, SIZE, 1)))
                .withMessageContaining("not empty")
                .withMessageContaining("new folder");
        assertThat(cohort.bytes().keySet()).isEqualTo(before.keySet());
    }

    @Test
    void aFailureHalfWayLeavesNothingBehind() throws IOException {
        PhantomSettings settings = new PhantomSettings(4, 9, 0, 0, Site.A, SIZE, 2);
        assertThatThrownBy(() -> PhantomCohort.write(folder.resolve("out"), settings, done -> {
                    throw new IllegalStateException("stop after " + done);
                }))
                .hasMessage("stop after 1");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
