package io.mmdino.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.cluster.WorkerException;
import io.mmdino.config.Settings;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.job.JoinedWindows;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.Shards;
import io.mmdino.job.TrainedModel;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.score.Scoring;
import io.mmdino.score.StudyScore;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.SliceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's tasks give the bits of this process, and say which study fails; ClusterIT runs them in other processes. */
class ExecutorInferenceTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static TrainedRun made;
    private static SparkSession spark;

    @BeforeAll
    static void train() throws IOException {
        made = TrainedRun.make(shared);
        spark = TrainedRun.session();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static TrainedModel model(Settings settings) throws IOException {
        return TrainedModel.onDriver(made.run(), settings, Optional.empty());
    }

    /** One window a study lets many studies share a call of the encoder; nine let each have its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anEvaluationHasTheNumbersOfOneProcess(int windowsPerAxis) throws IOException {
        Settings settings = made.settings("evaluation.windows-per-axis=" + windowsPerAxis);
        Shards shards = made.opened(made.shards());
        List<String> classes = settings.evaluation().classNames();
        try (TrainedModel model = model(settings);
                ParameterVector untrained = model.untrained();
                SliceSource windows = shards.windows(folder);
                Lanes lanes = new Lanes(2)) {
            EvaluationResult here = Evaluation.run(
                            new Cohorts(new JoinedWindows(windows, windows), windows, true, classes),
                            model.input(),
                            model.encoders(model.teacher()),
                            Optional.of(model.encoders(untrained)),
                            settings.evaluation(),
                            lanes,
                            Progress.silent())
                    .noting("features were computed by " + model.computation());
            ListedStudies listed = ListedStudies.of(shards);
            List<Long> progress = new ArrayList<>();
            EvaluationResult there = new ExecutorEvaluation(spark.sparkContext(), model, Optional.empty())
                    .run(
                            new Cohorts(new JoinedWindows(listed, listed), listed, true, classes),
                            untrained,
                            lanes,
                            (stage, done, total) -> progress.add(done));
            assertThat(EvaluationJson.of(there)).isEqualTo(EvaluationJson.of(here));
            assertThat(progress).isSorted().hasSizeGreaterThan(2);
        }
    }

    @Test
    void theClassifierIsTheOneThatTrainWrote() throws IOException {
        ListedStudies listed = ListedStudies.of(made.opened(made.shards()));
        try (TrainedModel model = model(made.settings());
                Lanes lanes = new Lanes(2)) {
            Classifier fitted =
                    new ExecutorClassifier(spark.sparkContext(), listed, lanes, Optional.of(folder)).fit(model);
            Path file = folder.resolve("classifier.json");
            ClassifierJson.write(new ClassifierJson.Fitted(fitted, model.teacherHash(), model.settingsHash()), file);
            assertThat(file).hasSameBinaryContentAs(made.run().classifierFile());
        }
    }

    private Map<String, StudyScore> scores(Path shards) throws IOException {
        try (TrainedModel model = model(made.settings())) {
            Classifier classifier =
                    ClassifierJson.read(made.run().classifierFile()).classifier();
            Scoring.Scored scored = new ExecutorScorer(spark.sparkContext(), model, classifier, Optional.empty())
                    .score(shards.toString(), Progress.silent());
            assertThat(scored.computation()).isEqualTo(model.computation());
            return scored.scores();
        }
    }

    @Test
    void aDamagedStudyIsARowWithItsReasonAndTheOthersHaveTheirScores() throws IOException {
        Map<String, StudyScore> whole = scores(made.shards());
        Path copy = folder.resolve("shards");
        copy(made.shards(), copy);
        String broken = made.opened(copy).accepted().get(5).facts().study();
        damage(copy, broken);

        Map<String, StudyScore> scores = scores(copy);

        assertThat(whole).hasSize(26).allSatisfy((study, score) -> assertThat(score.status())
                .isEqualTo(StudyScore.Status.SCORED));
        assertThat(scores.get(broken).status()).isEqualTo(StudyScore.Status.REFUSED);
        assertThat(scores.get(broken).reason())
                .containsPattern("damaged|Checksum error")
                .doesNotContain(folder.toString());
        whole.forEach((study, score) -> {
            if (!study.equals(broken)) {
                assertThat(scores.get(study).answer().orElseThrow().probabilities())
                        .isEqualTo(score.answer().orElseThrow().probabilities());
            }
        });
    }

    @Test
    void anEvaluationWithADamagedStudyEndsAndNamesIt() throws IOException {
        Path copy = folder.resolve("shards");
        copy(made.shards(), copy);
        ListedStudies listed = ListedStudies.of(made.opened(copy));
        String broken = listed.studies().stream()
                .filter(Cohorts.trainRows())
                .findFirst()
                .orElseThrow()
                .study();
        damage(copy, broken);
        try (TrainedModel model = model(made.settings());
                Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() ->
                            new ExecutorClassifier(spark.sparkContext(), listed, lanes, Optional.empty()).fit(model))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageContaining("the study " + broken + " has no features")
                    .hasMessageMatching("(?s).*(damaged|Checksum error).*");
        }
    }

    @Test
    void shardsThatChangeAfterTheOrderEndTheCommandWithOneSentence() throws IOException {
        Path copy = folder.resolve("shards");
        copy(made.shards(), copy);
        ListedStudies listed = ListedStudies.of(made.opened(copy));
        ShardState state = listed.shards().state();
        List<ShardState.Shard> fewer = state.shards().subList(1, state.shards().size());
        ShardState.Version later = new ShardState.Version(state.run() + 6, 1, true, Optional.empty());
        new ShardFolder(new Configuration(), copy.toString())
                .publish(new ShardState(
                        later, state.windows(), state.keyCheck(), state.manifest(), state.files(), fewer));
        try (TrainedModel model = model(made.settings())) {
            FeatureJob job =
                    new FeatureJob(spark.sparkContext(), "changed", model.settings(), ModelWeights.teacherOf(model));
            FeatureJob.RowSet set = new FeatureJob.RowSet(
                    ShardOrder.of(made.opened(made.shards()), Optional.empty()),
                    listed.studies(),
                    List.of(new PieceOrder.View(ModelWeights.TEACHER, PieceOrder.View.ALL)));
            FeatureJob.RowSet other = new FeatureJob.RowSet(
                    new ShardOrder(copy.toUri().toString(), set.folder().shardState(), ""), set.chosen(), set.views());
            assertThatThrownBy(() -> job.run(List.of(other), done -> {}))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageContaining("an executor cannot compute")
                    .hasMessageContaining("has changed since this command began");
        }
    }

    @Test
    void aModelWithAWeightThatIsNoNumberIsRefusedBeforeAnyTask() throws IOException {
        try (TrainedModel model = model(made.settings())) {
            String name = model.teacher().layout().names().get(2);
            model.teacher().of(name).copyFrom(nans((int)
                    model.teacher().of(name).length()));
            Classifier classifier =
                    ClassifierJson.read(made.run().classifierFile()).classifier();
            assertThatThrownBy(() -> new ExecutorScorer(spark.sparkContext(), model, classifier, Optional.empty())
                            .score(made.shards().toString(), Progress.silent()))
                    .hasMessageContaining("the model is broken: its parameter teacher." + name + " holds NaN");
        }
    }

    private static float[] nans(int count) {
        float[] values = new float[count];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    @Test
    void aModelThatFailsWithEveryStudyEndsTheCommand() throws IOException {
        try (TrainedModel model = model(made.settings())) {
            String name = "backbone.norm.weight";
            float[] huge = new float[(int) model.teacher().of(name).length()];
            Arrays.fill(huge, Float.MAX_VALUE);
            model.teacher().of(name).copyFrom(huge);
            Classifier classifier =
                    ClassifierJson.read(made.run().classifierFile()).classifier();
            assertThatThrownBy(() -> new ExecutorScorer(spark.sparkContext(), model, classifier, Optional.empty())
                            .score(made.shards().toString(), Progress.silent()))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageContaining("the model fails with every study")
                    .hasMessageContaining("wanted finite numbers");
        }
    }

    @Test
    void aProcessKeepsOneCopyOfAModelAndNoCopiesOfWindows() throws IOException {
        scores(made.shards());
        scores(made.shards());
        assertThat(ExecutorModels.here().count()).isEqualTo(1);
        Path cache = folder.resolve("executors");
        try (TrainedModel model = model(made.settings());
                Lanes lanes = new Lanes(1)) {
            ListedStudies listed = ListedStudies.of(made.opened(made.shards()));
            new ExecutorClassifier(spark.sparkContext(), listed, lanes, Optional.of(cache)).fit(model);
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
        try (ShardCache local =
                ShardCache.open(new Configuration(), made.shards().toString(), cache)) {
            assertThat(local.studies()).hasSize(26);
        }
    }

    private void damage(Path folder, String study) throws IOException {
        ShardState.Shard rows = made.opened(folder).state().shards().stream()
                .filter(shard -> shard.study().equals(study))
                .findFirst()
                .orElseThrow();
        Path shard = folder.resolve(rows.file());
        byte[] bytes = Files.readAllBytes(shard);
        bytes[(int) (rows.offset() + rows.bytes() / 2)] ^= 1;
        Files.deleteIfExists(shard.resolveSibling("." + shard.getFileName() + ".crc"));
        Files.write(shard, bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
