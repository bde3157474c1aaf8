package io.mmdino.evaluate;

import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Judges whatever predicts classes from windows, always by the same studies, metrics and intervals. */
public final class FeatureEvaluation {

    private final Cohorts cohorts;
    private final EvaluationSettings settings;
    private final EvaluationProgress progress;
    private final Bootstrap bootstrap;

    public FeatureEvaluation(Cohorts cohorts, EvaluationSettings settings, EvaluationProgress progress) {
        this.cohorts = cohorts;
        this.settings = settings;
        this.progress = progress;
        this.bootstrap = new Bootstrap(settings.seed(), settings.bootstrapDraws());
    }

    /** Features of the three parts; validation may have no rows. */
    public record SplitFeatures(FeatureTable train, FeatureTable validation, FeatureTable test) {}

    /** @param stage as progress names it */
    public SplitFeatures features(FeatureMaker maker, String stage) {
        return new SplitFeatures(
                features(maker, cohorts.train(), Cohorts.trainRows(), SequenceChoice.ALL, stage + ", train"),
                features(maker, cohorts.train(), Cohorts.validationRows(), SequenceChoice.ALL, stage + ", validation"),
                features(maker, cohorts.test(), cohorts.testRows(), SequenceChoice.ALL, stage + ", test"));
    }

    private FeatureTable features(
            FeatureMaker maker, SliceSource source, Predicate<StudyEntry> rows, SequenceChoice kept, String stage) {
        int total = (int) source.studies().stream().filter(rows).count();
        return maker.features(source, rows, kept, done -> progress.at(stage, done, total));
    }

    /** @param c C of the predictor's logistic regression, if it is one */
    public ModelScores scores(Predictor predictor, SplitFeatures features, OptionalDouble c) {
        return new ModelScores(
                c,
                scores(predictor, features.test()),
                some(features.validation()).map(rows -> scores(predictor, rows)));
    }

    /** Scores of some rows. */
    public Scores scores(Predictor predictor, FeatureTable rows) {
        return Scores.of(predictor.predict(rows), bootstrap);
    }

    /**
     * The table of missing sequences.
     *
     * @param full features of the test studies with all sequences
     */
    public List<SubsetScores> missingSequences(FeatureMaker maker, Predictor predictor, FeatureTable full) {
        List<String> names = cohorts.test().sequences();
        List<SequenceSubset> subsets = new ArrayList<>(SequenceSubsets.all(names, settings.smallestSubset()));
        subsets.add(SequenceSubset.dropOne(names, settings.seed()));
        List<SubsetScores> rows = new ArrayList<>();
        for (SequenceSubset subset : subsets) {
            FeatureTable kept = subset.complete()
                    ? full
                    : features(maker, cohorts.test(), cohorts.testRows(), subset.choice(), "only " + subset.name());
            rows.add(new SubsetScores(
                    subset.name(),
                    subset.sequences(),
                    full.rows() - kept.rows(),
                    some(kept).map(table -> scores(predictor, table))));
        }
        return rows;
    }

    /** What a reader should know of the studies themselves. */
    public List<String> notes(SplitFeatures features) {
        List<String> notes = new ArrayList<>();
        if (features.validation().rows() == 0) {
            notes.add("No study of the validation split has a label, so there are no validation scores.");
        }
        int classes = cohorts.classNames().size();
        long fitted = java.util.Arrays.stream(features.train().counts(classes))
                .filter(count -> count > 0)
                .count();
        if (fitted < classes) {
            notes.add("Only " + fitted + " of " + classes
                    + " classes have labelled training studies; the others are never predicted.");
        }
        long both = cohorts.subjectsAlsoInTrain();
        if (both > 0) {
            notes.add(both + " test subjects have the hashed id of a training subject: if they are the same people,"
                    + " the test scores are too high.");
        }
        return notes;
    }

    private static Optional<FeatureTable> some(FeatureTable table) {
        return Optional.of(table).filter(rows -> rows.rows() > 0);
    }
}
