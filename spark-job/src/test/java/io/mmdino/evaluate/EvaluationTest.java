package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.EvaluationResult.SubsetScores;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final EvaluationSettings QUICK =
            new EvaluationSettings(0, 0.1, 30, 50, 5, 0.07, 2, List.of(0.3), 2, 1, 28, List.of("a", "b", "c"));

    private static final FakeCohort TRAIN = FakeCohort.of("train", 140, 1);
    private static final FakeCohort OTHER = FakeCohort.of("other", 60, 2);
    private static final EvaluationResult ON_OTHER = run(new Cohorts(TRAIN, OTHER, true, CLASSES), 2);

    private static EvaluationResult run(Cohorts cohorts, int lanes) {
        Supplier<Encoder> blind = FakeCohort::blind;
        try (Lanes threads = new Lanes(lanes)) {
            return Evaluation.run(
                    cohorts,
                    FakeCohort::input,
                    FakeCohort::means,
                    Optional.of(blind),
                    QUICK,
                    threads,
                    Progress.silent());
        }
    }

    @Test
    void anotherFolderIsTestedWithAllItsLabelledStudies() {
        assertThat(ON_OTHER.trained().test().studies()).isEqualTo(48);
        assertThat(ON_OTHER.trained().validation())
                .hasValueSatisfying(s -> assertThat(s.studies()).isEqualTo(16));
        assertThat(ON_OTHER.trained().test().of(Metric.MCC)).isGreaterThan(0.8);
        assertThat(ON_OTHER.untrained())
                .hasValueSatisfying(u -> assertThat(u.test().of(Metric.MCC)).isLessThan(0.4));
    }

    @Test
    void theSameFolderIsTestedWithItsTestSplit() {
        EvaluationResult result = run(new Cohorts(TRAIN, TRAIN, false, CLASSES), 1);

        assertThat(result.trained().test().studies()).isEqualTo(16);
    }

    @Test
    void withoutTheSequenceThatShowsAClassTheScoresFall() {
        assertThat(ON_OTHER.missingSequences()).hasSize(12);
        SubsetScores all = ON_OTHER.missingSequences().get(10);
        SubsetScores two = ON_OTHER.missingSequences().get(5);
        assertThat(all.name()).isEqualTo("t1+t1c+t2+flair");
        assertThat(all.test().orElseThrow().values())
                .isEqualTo(ON_OTHER.trained().test().values());
        assertThat(two.name()).isEqualTo("t2+flair");
        assertThat(two.test().orElseThrow().of(Metric.MCC)).isLessThan(0.7);
    }

    @Test
    void theNumberOfLanesDoesNotShow() {
        EvaluationResult onOneLane = run(new Cohorts(TRAIN, OTHER, true, CLASSES), 1);

        assertThat(EvaluationJson.of(onOneLane)).isEqualTo(EvaluationJson.of(ON_OTHER));
    }

    @Test
    void theFileHasTheKeysThatReadersLookFor(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");

        EvaluationJson.write(ON_OTHER, file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        for (String path :
                List.of("/test", "/validation", "/untrained", "/untrained/test", "/raw_pixels", "/knn/test")) {
            for (String metric : List.of("mcc", "mean_per_class_accuracy", "auc", "f1", "accuracy", "kappa")) {
                assertThat(json.at(path + "/" + metric).isNumber())
                        .as(path + "/" + metric)
                        .isTrue();
                assertThat(json.at(path + "/" + metric + "_interval")).as(path).hasSize(2);
            }
        }
        assertThat(json.at("/untrained/mcc")).isEqualTo(json.at("/untrained/test/mcc"));
        assertThat(json.at("/counts/train/a").asInt()).isPositive();
        assertThat(json.at("/missing_sequences")).hasSize(12);
        assertThat(json.at("/label_fractions/0/labels").asInt()).isBetween(20, 30);
    }

    @Test
    void theTableShowsEveryModelOnce() {
        String text = EvaluationText.of(ON_OTHER);

        assertThat(text.lines())
                .anySatisfy(line -> assertThat(line).matches("test, trained +48 +\\d\\.\\d\\d \\[.*"))
                .anySatisfy(line -> assertThat(line).startsWith("validation, untrained"))
                .anySatisfy(line -> assertThat(line).startsWith("one dropped at random"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(130));
    }

    @Test
    void withoutLabelledValidationThereAreNoValidationScores() {
        FakeCohort trainOnly = TRAIN.with(
                TRAIN.studies().stream().filter(s -> s.split() == Split.TRAIN).toList());

        EvaluationResult result = run(new Cohorts(trainOnly, OTHER, true, CLASSES), 1);

        assertThat(result.trained().validation()).isEmpty();
        assertThat(result.notes()).anyMatch(note -> note.contains("no validation scores"));
        assertThat(EvaluationJson.of(result).has("validation")).isFalse();
    }

    @Test
    void testSubjectsThatTrainHasTooAreNoted() {
        EvaluationResult result = run(new Cohorts(TRAIN, TRAIN, true, CLASSES), 1);

        assertThat(result.notes()).anyMatch(note -> note.contains("test subjects have the hashed id of a training"));
    }

    @Test
    void aTestFolderWithoutLabelsIsRefusedWithCounts() {
        FakeCohort none = OTHER.with(OTHER.studies().stream()
                .map(s -> new StudyEntry(
                        s.study(), s.subject(), "", s.split(), OptionalInt.empty(), s.present(), List.of(), 0))
                .toList());

        assertThatThrownBy(() -> new Cohorts(TRAIN, none, true, CLASSES))
                .hasMessageContaining("the test shards have no labelled study at all (0 labelled of 60 studies");
        assertThatThrownBy(() -> new Cohorts(none, OTHER, true, CLASSES))
                .hasMessageContaining("the train shards have no labelled study in their TRAIN split");
    }

    @Test
    void shardsOfOtherSequencesAreRefused() {
        FakeCohort renamed = new FakeCohort(List.of("a", "b", "c", "d"), 8, OTHER.studies(), OTHER.windows());

        assertThatThrownBy(() -> new Cohorts(TRAIN, renamed, true, CLASSES))
                .hasMessageContaining("the test shards have the sequences [a, b, c, d]");
    }
}
