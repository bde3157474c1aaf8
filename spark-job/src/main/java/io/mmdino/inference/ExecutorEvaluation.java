package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.evaluate.FeatureEvaluation.Features;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.SequenceSubset;
import io.mmdino.evaluate.SequenceSubsets;
import io.mmdino.inference.FeatureJob.RowSet;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.job.JoinedWindows;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.Shards;
import io.mmdino.job.TrainedModel;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;

/**
 * The evaluation of a model whose features executors compute, all of them in one stage. Classifiers are fitted and scored by the driver,
 * which holds the features of all kinds at once: for each labelled test study as many vectors as the tables have rows.
 *
 * @param cache folder on each executor's disk; empty for one in its temporary folder
 */
public record ExecutorEvaluation(SparkContext spark, TrainedModel model, Optional<Path> cache) {

    private static final List<String> KINDS = List.of(ModelWeights.TEACHER, ModelWeights.UNTRAINED, View.PIXELS);
    private static final String STAGE = "features on executors";

    /** Features of one list of studies, by view. */
    private record Computed(SliceSource source, RowSet set, List<FeatureTable> tables) {

        boolean is(SliceSource other, List<StudyEntry> chosen) {
            return source == other && ids(set.chosen()).equals(ids(chosen));
        }

        private static List<String> ids(List<StudyEntry> studies) {
            return studies.stream().map(StudyEntry::study).toList();
        }
    }

    /**
     * Evaluates as {@link Evaluation} does in one process.
     *
     * @param cohorts of {@link ListedStudies}
     * @param lanes of the driver, which fit the classifiers
     * @throws io.mmdino.cluster.WorkerException when executors cannot compute the features
     */
    public EvaluationResult run(Cohorts cohorts, ParameterVector untrained, Lanes lanes, Progress progress)
            throws IOException {
        Settings settings = model.settings();
        List<SliceSource> sources = List.of(cohorts.train(), cohorts.train(), cohorts.test());
        List<RowSet> sets = sets(cohorts, settings.evaluation());
        long total = sets.stream().mapToLong(set -> set.chosen().size()).sum();
        FeatureJob.Result result = new FeatureJob(spark, "evaluate", settings, ModelWeights.of(model, untrained))
                .run(sets, done -> progress.at(STAGE, done, total));
        List<Computed> computed = IntStream.range(0, sets.size())
                .mapToObj(set -> new Computed(
                        sources.get(set), sets.get(set), result.tables().get(set)))
                .toList();
        return Evaluation.run(
                        cohorts,
                        features(computed, ModelWeights.TEACHER, settings.evaluation()),
                        Optional.of(features(computed, ModelWeights.UNTRAINED, settings.evaluation())),
                        features(computed, View.PIXELS, settings.evaluation()),
                        settings.evaluation(),
                        lanes,
                        Progress.silent())
                .noting("features were computed by " + result.computation());
    }

    /** The lists of studies: training, validation, test. */
    private List<RowSet> sets(Cohorts cohorts, EvaluationSettings settings) throws IOException {
        List<View> whole = KINDS.stream().map(kind -> new View(kind, View.ALL)).toList();
        List<View> tested = new ArrayList<>(whole);
        List<SequenceSubset> subsets = subsets(cohorts.test(), settings);
        IntStream.range(0, subsets.size())
                .filter(subset -> !subsets.get(subset).complete())
                .forEach(subset -> tested.add(new View(ModelWeights.TEACHER, subset)));
        ListedStudies validation =
                listed(cohorts.train() instanceof JoinedWindows joined ? joined.validation() : cohorts.train());
        ListedStudies train = listed(cohorts.train() instanceof JoinedWindows joined ? joined.own() : cohorts.train());
        return List.of(
                set(train, cohorts.train(), Cohorts.trainRows(), whole),
                set(validation, cohorts.train(), Cohorts.validationRows(), whole),
                set(listed(cohorts.test()), cohorts.test(), cohorts.testRows(), tested));
    }

    private RowSet set(ListedStudies folder, SliceSource source, Predicate<StudyEntry> rows, List<View> views)
            throws IOException {
        Shards shards = folder.shards();
        return new RowSet(ShardOrder.of(shards, cache), chosen(source, rows), views);
    }

    private static ListedStudies listed(SliceSource source) {
        if (source instanceof ListedStudies listed) {
            return listed;
        }
        throw new IllegalArgumentException("executors compute features of listed studies only");
    }

    private static List<StudyEntry> chosen(SliceSource source, Predicate<StudyEntry> rows) {
        return source.studies().stream().filter(rows).toList();
    }

    private static List<SequenceSubset> subsets(SliceSource source, EvaluationSettings settings) {
        return SequenceSubsets.table(source.sequences(), settings.smallestSubset(), settings.seed());
    }

    private static Features features(List<Computed> computed, String kind, EvaluationSettings settings) {
        return (source, rows, kept, done) -> {
            List<StudyEntry> chosen = chosen(source, rows);
            View view = new View(kind, kept.complete() ? View.ALL : index(subsets(source, settings), kept));
            return computed.stream()
                    .filter(one -> one.is(source, chosen) && one.set().views().contains(view))
                    .findFirst()
                    .map(one -> one.tables().get(one.set().views().indexOf(view)))
                    .orElseThrow(() -> new IllegalStateException("features that were not computed: " + view));
        };
    }

    private static int index(List<SequenceSubset> subsets, SequenceSubset kept) {
        return IntStream.range(0, subsets.size())
                .filter(subset -> subsets.get(subset).name().equals(kept.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no row of the table is named " + kept.name()));
    }
}
