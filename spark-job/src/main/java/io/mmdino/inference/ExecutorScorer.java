package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Classifier;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.inference.PieceRows.StudyResult;
import io.mmdino.inference.PieceRows.Table;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.Shards;
import io.mmdino.job.TrainedModel;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.score.Scoring;
import io.mmdino.score.StudyScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;

/**
 * Scores studies on executors. Their features come to the driver, which keeps the probabilities only.
 *
 * @param cache folder on each executor's disk; empty for one in its temporary folder
 */
public record ExecutorScorer(SparkContext spark, TrainedModel model, Classifier classifier, Optional<Path> cache)
        implements Scoring.Scorer {

    /** @throws IllegalArgumentException when model and classifier do not fit, or a weight is no finite number */
    @Override
    public Scoring.Scored score(String shards, Progress progress) throws IOException {
        Settings settings = model.settings();
        requireWidth(settings.model().backbone().width());
        Shards folder = Shards.open(spark.hadoopConfiguration(), shards);
        List<String> studies = folder.accepted().stream()
                .map(ManifestEntry::facts)
                .map(facts -> facts.study())
                .toList();
        InferenceStage stage = new InferenceStage(spark, "score");
        int together = FeatureJob.together(settings);
        List<View> views = List.of(new View(ModelWeights.TEACHER, View.ALL));
        List<PieceOrder> pieces = PieceOrder.cut(0, studies, views, together, stage.slots());
        ModelWeights weights = ModelWeights.teacherOf(model);
        StageOrder order = new StageOrder(weights.settings(), List.of(ShardOrder.of(folder, cache)), together);
        Map<String, StudyScore> scores = new HashMap<>();
        String computation = stage.run(order, weights.values(), pieces, (piece, rows) -> {
            add(rows, folder.state().sequences(), scores);
            progress.at(STAGE, scores.size(), studies.size());
        });
        return new Scoring.Scored(scores, computation);
    }

    private void requireWidth(int width) {
        if (width != classifier.width()) {
            throw new IllegalArgumentException("the model gives features of width " + width
                    + " and its classifier.json wants " + classifier.width() + ": they are of different runs");
        }
    }

    private void add(PieceRows rows, List<String> sequences, Map<String, StudyScore> scores) {
        Table table = rows.tables().get(0);
        Map<String, Integer> places = new HashMap<>();
        table.studies().forEach(study -> places.put(study, places.size()));
        for (StudyResult study : rows.studies()) {
            scores.put(study.study(), score(study, places.get(study.study()), table, sequences));
        }
    }

    private StudyScore score(StudyResult study, Integer row, Table table, List<String> sequences) {
        if (!study.reason().isEmpty()) {
            return StudyScore.refused(study.study(), study.reason());
        }
        if (row == null) {
            return StudyScore.withoutSequence(study.study());
        }
        List<String> used = IntStream.range(0, sequences.size())
                .filter(m -> study.present().get(m))
                .mapToObj(sequences::get)
                .toList();
        return StudyScore.scored(study.study(), used, classifier, table.values(), row * table.width());
    }
}
