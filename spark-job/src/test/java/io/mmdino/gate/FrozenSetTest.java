package io.mmdino.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.gate.FrozenSet.Changes;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Series;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenSetTest {

    private static final IdKey KEY = IdKey.publicDefault();

    @TempDir
    Path folder;

    private static ManifestEntry entry(String patient, String visit, Split split, OptionalInt label, String content) {
        return new ManifestEntry(
                new StudyFacts(KEY.study(patient + visit), KEY.subject(patient), "A", split, label),
                "stamp",
                content,
                Status.ACCEPTED,
                "",
                "settings",
                "shard",
                1,
                1,
                1,
                1,
                List.of(
                        new Series("T2", "h", 1, Status.ACCEPTED, ""),
                        new Series("T1", "h", 1, Status.ACCEPTED, ""),
                        new Series("FLAIR", "h", 1, Status.UNUSED, "other"),
                        new Series("seg", "h", 1, Status.ACCEPTED, "")));
    }

    /** Patients as ingest splits them: by the keyed hash. */
    private static List<ManifestEntry> ingested(int patients, String visit) {
        return new ArrayList<>(IntStream.range(0, patients)
                .mapToObj(i -> entry(
                        "patient-" + i,
                        visit,
                        KEY.split("patient-" + i, 0.1, 0.2),
                        OptionalInt.of(i % 3),
                        "content-" + i + visit))
                .toList());
    }

    private static FrozenSet frozen(List<ManifestEntry> manifest) {
        return FrozenSet.of("test-1", Split.TEST, KEY.check(), manifest);
    }

    @Test
    void theLabelledStudiesOfTheSplitAreFrozen() {
        List<ManifestEntry> manifest = ingested(100, "-1");
        manifest.add(entry("unlabelled", "-1", Split.TEST, OptionalInt.empty(), "c"));
        FrozenSet set = frozen(manifest);

        long wanted = manifest.stream()
                .filter(entry -> entry.facts().split() == Split.TEST
                        && entry.facts().label().isPresent())
                .count();
        assertThat(set.studies()).hasSize((int) wanted);
        assertThat(wanted).isBetween(10L, 30L);
        assertThat(set.changes(KEY.check(), manifest).isEmpty()).isTrue();
        assertThat(frozen(List.copyOf(manifest)).hash()).isEqualTo(set.hash()).hasSize(64);
        assertThat(set.judged(manifest, List.of("T1", "T1c", "T2", "FLAIR")))
                .hasSize((int) wanted)
                .allSatisfy(study -> assertThat(study.sequences()).containsExactly("T1", "T2"));
    }

    @Test
    void laterVisitsOfFrozenPatientsFallIntoTheSameSplitAndAreKeptOutOfTraining() {
        List<ManifestEntry> first = ingested(300, "-1");
        List<ManifestEntry> later = ingested(300, "-2");
        FrozenSet set = frozen(first);

        assertThat(later).allSatisfy(entry -> assertThat(set.exclusion().excludes(entry))
                .isEqualTo(entry.facts().split() == Split.TEST));
        List<ManifestEntry> all = new ArrayList<>(first);
        all.addAll(later);
        assertThat(set.changes(KEY.check(), all)).isEqualTo(new Changes(0, 0, 0, 0));
    }

    @Test
    void aFrozenPatientWhoComesAgainInAnotherSplitIsKeptOutAndCounted() {
        List<ManifestEntry> manifest = ingested(100, "-1");
        FrozenSet set = frozen(manifest);
        String patient = IntStream.range(0, 100)
                .mapToObj(i -> "patient-" + i)
                .filter(id -> KEY.split(id, 0.1, 0.2) == Split.TEST)
                .findFirst()
                .orElseThrow();
        ManifestEntry moved = entry(patient, "-9", Split.TRAIN, OptionalInt.of(1), "new images");
        manifest.add(moved);

        assertThat(set.exclusion().excludes(moved)).isTrue();
        assertThat(set.changes(KEY.check(), manifest)).isEqualTo(new Changes(0, 0, 0, 1));
    }

    @Test
    void frozenImagesUnderAnotherIdAreKeptOutAndEmptyHashesAreNot() {
        List<ManifestEntry> manifest = ingested(100, "-1");
        manifest.add(entry("broken", "-1", Split.TEST, OptionalInt.of(1), ""));
        FrozenSet set = frozen(manifest);
        String content = set.studies().stream()
                .map(FrozenSet.Study::contentHash)
                .filter(hash -> !hash.isEmpty())
                .findFirst()
                .orElseThrow();

        assertThat(set.exclusion().excludes(entry("new", "", Split.TRAIN, OptionalInt.of(0), content)))
                .isTrue();
        assertThat(set.exclusion().excludes(entry("new", "", Split.TRAIN, OptionalInt.of(0), "")))
                .isFalse();
    }

    @Test
    void missingChangedAndRelabelledStudiesAreCounted() {
        List<ManifestEntry> manifest = ingested(100, "-1");
        FrozenSet set = frozen(manifest);
        List<ManifestEntry> test = manifest.stream()
                .filter(entry -> entry.facts().split() == Split.TEST)
                .toList();
        List<ManifestEntry> now = new ArrayList<>(test.subList(3, test.size()));
        ManifestEntry first = test.get(0);
        now.add(new ManifestEntry(
                first.facts(), "s", "other", Status.ACCEPTED, "", "x", "f", 1, 1, 1, 1, first.series()));
        ManifestEntry second = test.get(1);
        StudyFacts relabelled =
                new StudyFacts(second.facts().study(), second.facts().subject(), "A", Split.TEST, OptionalInt.empty());
        now.add(new ManifestEntry(
                relabelled, "s", second.contentHash(), Status.ACCEPTED, "", "x", "f", 1, 1, 1, 1, List.of()));

        assertThat(set.changes(KEY.check(), now)).isEqualTo(new Changes(1, 1, 1, 0));
    }

    @Test
    void aSetIsWrittenOnceAndEveryFlippedBitIsFound() throws Exception {
        Configuration conf = new Configuration();
        FrozenSet set = frozen(ingested(20, "-1"));
        Path file = folder.resolve("frozen/test-1.json");
        var path = new org.apache.hadoop.fs.Path(file.toUri());
        set.write(conf, path);

        assertThat(FrozenSet.read(conf, path)).isEqualTo(set);
        assertThatThrownBy(() -> set.write(conf, path)).hasMessageContaining("test-1.json is already there");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i += 7) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(() -> FrozenSet.read(conf, path)).hasMessageContaining("is damaged");
        }
        assertThatThrownBy(() -> FrozenSet.read(conf, new org.apache.hadoop.fs.Path(folder + "/none.json")))
                .hasMessageContaining("there is no frozen set none.json");
    }

    @Test
    void setsOfAnotherKeyOfTrainingOrOfNothingAreRefused() {
        List<ManifestEntry> manifest = ingested(50, "-1");
        assertThatThrownBy(() -> frozen(manifest).changes("other", manifest))
                .hasMessageContaining("ids of another key");
        assertThatThrownBy(() -> FrozenSet.of("x", Split.TRAIN, KEY.check(), manifest))
                .hasMessageContaining("wanted VALIDATION or TEST");
        assertThatThrownBy(() -> FrozenSet.of("x", Split.TEST, KEY.check(), List.of()))
                .hasMessageContaining("no labelled studies of the split TEST");
        assertThatThrownBy(() -> FrozenSet.of(" ", Split.TEST, KEY.check(), manifest))
                .hasMessageContaining("name");
    }
}
