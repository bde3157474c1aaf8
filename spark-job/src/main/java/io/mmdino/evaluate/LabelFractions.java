package io.mmdino.evaluate;

import io.mmdino.evaluate.EvaluationResult.FractionScores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Scores of the classifier with fewer labels: a stratified share of train's labels is kept, C is chosen and the classifier
 * fitted on those alone, and tested. The backbone does not change.
 */
public final class LabelFractions {

    private final EvaluationSettings settings;
    private final ClassifierSearch search;
    private final FeatureEvaluation evaluation;

    LabelFractions(EvaluationSettings settings, ClassifierSearch search, FeatureEvaluation evaluation) {
        this.settings = settings;
        this.search = search;
        this.evaluation = evaluation;
    }

    /**
     * One row for each fraction.
     *
     * @param train labelled rows of two classes or more
     */
    List<FractionScores> table(FeatureTable train, FeatureTable test, List<String> classNames) {
        List<FractionScores> rows = new ArrayList<>();
        for (double fraction : settings.labelFractions()) {
            List<Scores> draws = new ArrayList<>();
            int labels = 0;
            for (int draw = 0; draw < settings.labelFractionRepeats(); draw++) {
                int[] kept = keep(train.labels(), classNames.size(), fraction, settings.seed() + draw);
                labels = kept.length;
                Classifier fitted = search.fit(train.rows(kept), classNames);
                draws.add(evaluation.scores(fitted::predict, test));
            }
            rows.add(new FractionScores(fraction, labels, List.copyOf(draws)));
        }
        return rows;
    }

    /** Chooses the rows to keep, ascending: the rounded share of each class, at least one row. */
    public static int[] keep(int[] labels, int classes, double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, classes)
                .mapToObj(k -> {
                    int[] rows = IntStream.range(0, labels.length)
                            .filter(row -> labels[row] == k)
                            .toArray();
                    long count = Math.max(1, Math.round(fraction * rows.length));
                    return IntStream.of(HeldOut.shuffled(rows, random)).limit(count);
                })
                .flatMapToInt(rows -> rows)
                .sorted()
                .toArray();
    }
}
