package io.mmdino.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.crop.CropSettings;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Encoder;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.evaluate.Metric;
import io.mmdino.evaluate.SideBySide;
import io.mmdino.kernel.Lanes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trains and evaluates on studies in memory, with two workers of an embedded Spark. */
class BaselineTest {

    private static final List<String> CLASSES = List.of("stripes", "checks", "noise");
    private static final EvaluationSettings QUICK =
            new EvaluationSettings(0, 0.1, 30, 30, 5, 0.07, 1, List.of(0.5), 1, 3, 16, CLASSES);
    private static final Cohorts COHORTS = new Cohorts(new ToyShards(36, 1, 3), new ToyShards(24, 2, 3), true, CLASSES);

    private static JavaSparkContext spark;
    private static EvaluationResult learnt;

    @BeforeAll
    static void train() throws IOException {
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[2]")
                .setAppName("baseline")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
        learnt = run(settings(7, 12, 1));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static BaselineSettings settings(long seed, int epochs, int fractionRepeats) {
        return new BaselineSettings(seed, epochs, 8, 2, 3, 5e-3, 1e-3, 16, 8, 2, fractionRepeats);
    }

    private static EvaluationResult run(BaselineSettings settings) throws IOException {
        try (Lanes lanes = new Lanes(2)) {
            return Baseline.of(COHORTS, () -> new ToyShards(36, 1, 3), settings, QUICK, lanes, Progress.silent())
                    .run(spark, CropSettings.paper());
        }
    }

    @Test
    void theNetworkLearnsWhatTellsTheClassesApart() {
        assertThat(learnt.trained().test().of(Metric.MCC)).isGreaterThan(0.8);
        assertThat(learnt.trained().validation())
                .hasValueSatisfying(scores -> assertThat(scores.of(Metric.MCC)).isGreaterThan(0.6));
        assertThat(learnt.untrained())
                .hasValueSatisfying(
                        model -> assertThat(model.test().of(Metric.MCC)).isLessThan(0.6));
        assertThat(learnt.trained().test().studies()).isEqualTo(22);
    }

    @Test
    void halfOfTheLabelsTrainANetworkOfTheirOwn() {
        assertThat(learnt.labelFractions()).singleElement().satisfies(row -> {
            assertThat(row.labels()).isBetween(10, 14);
            assertThat(row.mean(Metric.MCC)).isGreaterThan(0.5);
        });
    }

    @Test
    void theSameSeedGivesTheSameNumbersAndAnotherSeedOthers() throws IOException {
        JsonNode once = EvaluationJson.of(run(settings(3, 2, 0)));
        assertThat(EvaluationJson.of(run(settings(3, 2, 0)))).isEqualTo(once);
        assertThat(EvaluationJson.of(run(settings(4, 2, 0)))).isNotEqualTo(once);
    }

    @Test
    void theJsonHasTheKeysOfEvaluate() {
        Supplier<Encoder> corners = Corner::new;
        JsonNode evaluated;
        try (Lanes lanes = new Lanes(1)) {
            evaluated = EvaluationJson.of(Evaluation.run(
                    COHORTS,
                    window -> window.voxels().clone(),
                    corners,
                    Optional.of(corners),
                    QUICK,
                    lanes,
                    Progress.silent()));
        }
        Set<String> wanted = keys(evaluated);
        // The baseline has no logistic regression and therefore no C.
        wanted.removeAll(Set.of("/c", "/untrained/c"));
        assertThat(keys(EvaluationJson.of(learnt))).isEqualTo(wanted);
    }

    @Test
    void theTableShowsModelAndBaselineOnTheSameStudies() {
        JsonNode json = EvaluationJson.of(learnt);
        String table = SideBySide.text(json, json);
        assertThat(table.lines())
                .anySatisfy(line -> assertThat(line).matches("test, MM-DINOv2 +22  \\d\\.\\d\\d \\[.*"))
                .anySatisfy(line -> assertThat(line).startsWith("validation, Deeplearning4j baseline"))
                .anySatisfy(line -> assertThat(line).matches("t1\\+flair +22  (\\d\\.\\d\\d \\[.*\\]) +\\1"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(130));
    }

    @Test
    void studiesOfOneClassAreRefused() {
        Cohorts alike = new Cohorts(new ToyShards(8, 1, 1), new ToyShards(8, 2, 3), true, CLASSES);
        assertThatThrownBy(() -> Baseline.trainingStudies(alike))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "6 labelled training studies of classes [stripes], wanted studies of two classes");
    }

    /** Paths of all values; all elements of a list share one path. */
    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        collect(node, "", keys);
        return keys;
    }

    private static void collect(JsonNode node, String path, Set<String> keys) {
        keys.add(path);
        node.fields().forEachRemaining(field -> collect(field.getValue(), path + "/" + field.getKey(), keys));
        if (node.isArray()) {
            node.forEach(element -> collect(element, path + "/*", keys));
        }
    }

    /** An encoder whose features are two pixels. */
    private static final class Corner implements Encoder {
        @Override
        public int width() {
            return 2;
        }

        @Override
        public float[] encode(float[] images, int side, boolean[][] present) {
            return new float[] {images[0], images[images.length - 1]};
        }
    }
}
