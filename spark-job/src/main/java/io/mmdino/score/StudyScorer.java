package io.mmdino.score;

import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Computes the scores of studies from their windows. Uses no storage and no Spark. */
record StudyScorer(Scoring.Model model, Lanes lanes) {

    /**
     * Scores of all studies by hashed id.
     *
     * @param done receives the number of studies done
     */
    Map<String, StudyScore> score(SliceSource windows, IntConsumer done) {
        FeatureTable features = new FeatureMaker(model.windowsPerAxis(), model.input(), model.encoder(), lanes)
                .features(windows, study -> true, done);
        Classifier classifier = model.classifier();
        requireWidth(features, classifier);
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < features.rows(); row++) {
            rows.put(features.studies().get(row), row);
        }
        Map<String, StudyScore> scores = new HashMap<>();
        for (StudyEntry study : windows.studies()) {
            Integer row = rows.get(study.study());
            scores.put(
                    study.study(),
                    row == null
                            ? StudyScore.withoutSequence(study.study())
                            : StudyScore.scored(
                                    study.study(),
                                    used(study, windows.sequences()),
                                    classifier,
                                    features.values(),
                                    row * features.width()));
        }
        return scores;
    }

    private static List<String> used(StudyEntry study, List<String> sequences) {
        return IntStream.range(0, sequences.size())
                .filter(m -> study.present()[m])
                .mapToObj(sequences::get)
                .toList();
    }

    private static void requireWidth(FeatureTable features, Classifier classifier) {
        if (features.width() != classifier.width()) {
            throw new IllegalArgumentException("the model gives features of width " + features.width()
                    + " and its classifier.json wants " + classifier.width() + ": they are of different runs");
        }
    }
}
