package io.mmdino.score;

import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.Predictions;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Map<String, double[]> answers = new HashMap<>();
        for (int row = 0; row < features.rows(); row++) {
            answers.put(
                    features.studies().get(row), classifier.probabilities(features.values(), row * features.width()));
        }
        Map<String, StudyScore> scores = new HashMap<>();
        for (StudyEntry study : windows.studies()) {
            scores.put(
                    study.study(),
                    Optional.ofNullable(answers.get(study.study()))
                            .map(p -> scored(study, windows.sequences(), p))
                            .orElseGet(() -> StudyScore.refused(study.study(), "no sequence that the model reads")));
        }
        return scores;
    }

    private StudyScore scored(StudyEntry study, List<String> sequences, double[] probabilities) {
        List<String> used = IntStream.range(0, sequences.size())
                .filter(m -> study.present()[m])
                .mapToObj(sequences::get)
                .toList();
        String predicted = model.classifier().classNames().get(Predictions.mostProbable(probabilities));
        return new StudyScore(
                study.study(),
                StudyScore.Status.SCORED,
                "",
                used,
                Optional.of(new StudyScore.Answer(predicted, probabilities)));
    }

    private static void requireWidth(FeatureTable features, Classifier classifier) {
        if (features.width() != classifier.width()) {
            throw new IllegalArgumentException("the model gives features of width " + features.width()
                    + " and its classifier.json wants " + classifier.width() + ": they are of different runs");
        }
    }
}
