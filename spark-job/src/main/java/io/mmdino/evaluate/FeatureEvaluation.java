package io.mmdino.evaluate;

import io.mmdino.disk.Progress;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import io.mmdino.evaluate.EvaluationResult.SubsetScores;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** Scores predictors of classes from features, each on the same studies with the same metrics and intervals. */
public final class FeatureEvaluation {

    /** Predicts classes from features. */
    @FunctionalInterface
    public interface Predictor {

        /** Probabilities of the classes for every row of the table, beside its labels. */
        Predictions predict(FeatureTable features);
    }

    /** Computes features of one kind, in this process or elsewhere. */
    @FunctionalInterface
    public interface Features {

        /**
         * Features of the chosen studies with some of their sequences, in the order of the source. A study without any of these
         * sequences is left out.
         *
         * @param done receives the number of studies done, in rising order
         */
        FeatureTable of(SliceSource source, Predicate<StudyEntry> chosen, SequenceSubset kept, IntConsumer done);

        /** Features that a maker computes in this process. */
        static Features of(FeatureMaker maker) {
            return (source, chosen, kept, done) -> maker.features(source, chosen, kept.choice(), done);
        }
    }

    private final Cohorts cohorts;
    private final EvaluationSettings settings;
    private final Progress progress;
    private final Bootstrap bootstrap;

    public FeatureEvaluation(Cohorts cohorts, EvaluationSettings settings, Progress progress) {
        this.cohorts = cohorts;
        this.settings = settings;
        this.progress = progress;
        this.bootstrap = new Bootstrap(settings.seed(), settings.bootstrapDraws());
    }

    /** Features of the training, validation and test studies; validation may have no rows. */
    public record SplitFeatures(FeatureTable train, FeatureTable validation, FeatureTable test) {}

    /**
     * Computes the features of all studies.
     *
     * @param stage name of the stage for {@link Progress}
     */
    public SplitFeatures features(Features maker, String stage) {
        SequenceSubset all = SequenceSubset.whole(cohorts.train().sequences());
        return new SplitFeatures(
                features(maker, cohorts.train(), Cohorts.trainRows(), all, stage + ", train"),
                features(maker, cohorts.train(), Cohorts.validationRows(), all, stage + ", validation"),
                features(maker, cohorts.test(), cohorts.testRows(), all, stage + ", test"));
    }

    private FeatureTable features(
            Features maker, SliceSource source, Predicate<StudyEntry> rows, SequenceSubset kept, String stage) {
        int total = (int) source.studies().stream().filter(rows).count();
        return maker.of(source, rows, kept, done -> progress.at(stage, done, total));
    }

    /**
     * Scores a predictor on test and validation.
     *
     * @param c C of the predictor's logistic regression, if it is one
     */
    public ModelScores scores(Predictor predictor, SplitFeatures features, OptionalDouble c) {
        return new ModelScores(
                c,
                scores(predictor, features.test()),
                some(features.validation()).map(rows -> scores(predictor, rows)));
    }

    /** Scores a predictor on some rows. */
    public Scores scores(Predictor predictor, FeatureTable rows) {
        return Scores.of(predictor.predict(rows), bootstrap);
    }

    /**
     * Scores a predictor on test with sequences missing.
     *
     * @param full features of the test studies with all sequences
     */
    public List<SubsetScores> missingSequences(Features maker, Predictor predictor, FeatureTable full) {
        List<SequenceSubset> subsets =
                SequenceSubsets.table(cohorts.test().sequences(), settings.smallestSubset(), settings.seed());
        List<SubsetScores> rows = new ArrayList<>();
        for (SequenceSubset subset : subsets) {
            FeatureTable kept = subset.complete()
                    ? full
                    : features(maker, cohorts.test(), cohorts.testRows(), subset, "only " + subset.name());
            rows.add(new SubsetScores(
                    subset.name(),
                    subset.sequences(),
                    full.rows() - kept.rows(),
                    some(kept).map(table -> scores(predictor, table))));
        }
        return rows;
    }

    /** Notes on the studies for a reader of the scores. */
    public List<String> notes(SplitFeatures features) {
        List<String> notes = new ArrayList<>();
        if (features.validation().rows() == 0) {
            notes.add("No study of the validation split has a label, so there are no validation scores.");
        }
        int classes = cohorts.classNames().size();
        long fitted = Arrays.stream(features.train().counts(classes))
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
