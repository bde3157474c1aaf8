package io.mmdino.evaluate;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The studies of an evaluation: the classifier is fitted on the labelled studies of {@code train}'s TRAIN split and
 * validated on those of its VALIDATION split. Another folder is tested with all of its labelled studies, the same folder
 * with its TEST split.
 *
 * @param separate whether {@code test} is another folder than {@code train}
 * @param classNames in the order of the label indices
 */
public record Cohorts(SliceSource train, SliceSource test, boolean separate, List<String> classNames)
        implements AutoCloseable {

    public Cohorts {
        classNames = List.copyOf(classNames);
        if (!train.sequences().equals(test.sequences())) {
            throw new IllegalArgumentException("the test shards have the sequences " + test.sequences()
                    + ", the train shards " + train.sequences() + ": ingest both with the same settings");
        }
        if (!train.settingsHash().equals(test.settingsHash())) {
            throw new IllegalArgumentException("the test shards were cut with settings " + test.settingsHash()
                    + ", the train shards with " + train.settingsHash() + ": ingest both with the same settings");
        }
        require(train, trainRows(), "train", "in their TRAIN split");
        require(test, testRows(separate), "test", separate ? "at all" : "in their TEST split");
    }

    /** Selects the studies to fit on. */
    public static Predicate<StudyEntry> trainRows() {
        return labelledIn(Split.TRAIN);
    }

    /** Selects the studies of {@code train} to validate on. */
    public static Predicate<StudyEntry> validationRows() {
        return labelledIn(Split.VALIDATION);
    }

    /** Selects the studies of {@code test} to test on. */
    public Predicate<StudyEntry> testRows() {
        return testRows(separate);
    }

    private static Predicate<StudyEntry> testRows(boolean separate) {
        return separate ? study -> study.label().isPresent() : labelledIn(Split.TEST);
    }

    /**
     * Number of test subjects with the id of a training subject. They stay in the test, because two hospitals may give one id
     * to two people; the result has a note with their number.
     */
    long subjectsAlsoInTrain() {
        Set<String> seen = train.studies().stream()
                .filter(study -> study.split() == Split.TRAIN)
                .map(StudyEntry::subject)
                .collect(Collectors.toSet());
        return test.studies().stream()
                .filter(testRows())
                .map(StudyEntry::subject)
                .distinct()
                .filter(seen::contains)
                .count();
    }

    private static Predicate<StudyEntry> labelledIn(Split split) {
        return study -> study.split() == split && study.label().isPresent();
    }

    private static void require(SliceSource shards, Predicate<StudyEntry> rows, String name, String where) {
        List<StudyEntry> all = shards.studies();
        if (all.stream().noneMatch(rows)) {
            long labelled =
                    all.stream().filter(study -> study.label().isPresent()).count();
            throw new IllegalArgumentException(
                    "the " + name + " shards have no labelled study " + where + " (" + labelled + " labelled of "
                            + all.size() + " studies in all): ingest with labels, or more studies");
        }
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}
