package io.mmdino.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerAssignmentTest {

    private static final int LABELLED = 7;
    private static final int UNLABELLED = 16;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 23})
    void everyWorkerHasAsManyStudiesOfEachKindAsAnyOtherButForOne(int workers) {
        List<SortedSet<String>> assigned = WorkerAssignment.assign(cohort(), workers);
        assertThat(assigned).hasSize(workers);
        assertEven(assigned.stream().map(Set::size).toList(), LABELLED + UNLABELLED);
        assertEven(assigned.stream().map(studies -> count(studies, "labelled")).toList(), LABELLED);
        assertEven(
                assigned.stream().map(studies -> count(studies, "unlabelled")).toList(), UNLABELLED);
        Set<String> all = new HashSet<>();
        assigned.forEach(all::addAll);
        assertThat(all).as("none twice").hasSize(LABELLED + UNLABELLED);
    }

    @Test
    void theOrderOfTheManifestDoesNotMatter() {
        List<ManifestEntry> shuffled = new ArrayList<>(cohort());
        Collections.shuffle(shuffled, new Random(1));
        assertThat(WorkerAssignment.assign(shuffled, 3)).isEqualTo(WorkerAssignment.assign(cohort(), 3));
    }

    @Test
    void refusedStudiesAndThoseOfOtherSplitsAreNotAssigned() {
        List<ManifestEntry> entries = List.of(
                entry("kept", Split.TRAIN, true, Status.ACCEPTED),
                entry("refused", Split.TRAIN, true, Status.REFUSED),
                entry("validation", Split.VALIDATION, true, Status.ACCEPTED),
                entry("test", Split.TEST, false, Status.ACCEPTED));
        assertThat(WorkerAssignment.assign(entries, 1)).containsExactly(new java.util.TreeSet<>(Set.of("kept")));
    }

    @Test
    void moreWorkersThanTrainStudiesAreRefusedWithBothNumbers() {
        assertThatThrownBy(() -> WorkerAssignment.assign(cohort(), 24))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("23 TRAIN studies for 24 workers")
                .hasMessageContaining("a study or more for each: set averaging.workers so");
        assertThatThrownBy(() -> WorkerAssignment.assign(cohort(), 0)).hasMessageContaining("for 0 workers");
    }

    private static void assertEven(List<Integer> counts, int sum) {
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(sum);
        assertThat(Collections.max(counts) - Collections.min(counts)).isLessThanOrEqualTo(1);
    }

    private static int count(Set<String> studies, String prefix) {
        return (int) studies.stream().filter(study -> study.startsWith(prefix)).count();
    }

    private static List<ManifestEntry> cohort() {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < UNLABELLED; i++) {
            entries.add(entry("unlabelled-" + i, Split.TRAIN, false, Status.ACCEPTED));
        }
        for (int i = 0; i < LABELLED; i++) {
            entries.add(entry("labelled-" + i, Split.TRAIN, true, Status.ACCEPTED));
        }
        return entries;
    }

    private static ManifestEntry entry(String study, Split split, boolean labelled, Status status) {
        OptionalInt label = labelled ? OptionalInt.of(1) : OptionalInt.empty();
        StudyFacts facts = new StudyFacts(study, "subject-of-" + study, "A", split, label);
        return new ManifestEntry(facts, "stamp", "hash", status, "", "settings", "part", 3, 10, 1, 1, List.of());
    }
}
