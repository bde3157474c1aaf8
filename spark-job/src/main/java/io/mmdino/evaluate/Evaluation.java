package io.mmdino.evaluate;

import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Judges a trained backbone beside the untrained one and beside raw pixels, all by the same protocol ({@link
 * ClassifierSearch}), and makes the tables over missing sequences and shares of labels. Same inputs, same numbers, for
 * any number of lanes.
 */
public final class Evaluation {

    private final Cohorts cohorts;
    private final EvaluationSettings settings;
    private final Lanes lanes;
    private final EvaluationProgress progress;
    private final Bootstrap bootstrap;
    private final ClassifierSearch search;

    private Evaluation(Cohorts cohorts, EvaluationSettings settings, Lanes lanes, EvaluationProgress progress) {
        this.cohorts = cohorts;
        this.settings = settings;
        this.lanes = lanes;
        this.progress = progress;
        this.bootstrap = new Bootstrap(settings.seed(), settings.bootstrapDraws());
        this.search = new ClassifierSearch(settings, lanes);
    }

    /**
     * Runs it all.
     *
     * @param trained makes an encoder with the trained weights for each lane
     * @param untrained the same with the weights before training
     * @param input makes what both encoders read
     * @throws IllegalArgumentException when the labels do not suffice, saying what is missing
     */
    public static EvaluationResult run(
            Cohorts cohorts,
            InputMaker input,
            Supplier<? extends Encoder> trained,
            Optional<? extends Supplier<? extends Encoder>> untrained,
            EvaluationSettings settings,
            Lanes lanes,
            EvaluationProgress progress) {
        return new Evaluation(cohorts, settings, lanes, progress).run(input, trained, untrained);
    }

    private EvaluationResult run(
            InputMaker input,
            Supplier<? extends Encoder> trained,
            Optional<? extends Supplier<? extends Encoder>> untrained) {
        FeatureMaker maker = new FeatureMaker(input, trained, lanes);
        SplitFeatures features = features(maker, "trained features");
        Classifier classifier = search.fit(features.train(), cohorts.classNames());
        RawPixels pixels = new RawPixels(RawPixels.SIDE);
        SliceSource train = cohorts.train();
        return new EvaluationResult(
                cohorts.classNames(),
                train.sequences(),
                train.settingsHash(),
                settings,
                features.train().counts(cohorts.classNames().size()),
                classifier,
                scores(classifier, features),
                untrained.map(encoder -> fitted(new FeatureMaker(input, encoder, lanes), "untrained features")),
                fitted(
                        new FeatureMaker(
                                pixels, () -> pixels.encoder(train.sequences().size(), train.windowSide()), lanes),
                        "raw pixels"),
                neighbours(features),
                missingSequences(maker, classifier, features.test()),
                new LabelFractions(settings, search, bootstrap)
                        .table(features.train(), features.test(), cohorts.classNames()),
                notes(features, classifier));
    }

    /** Features of the three parts; validation may have no rows. */
    private record SplitFeatures(FeatureTable train, FeatureTable validation, FeatureTable test) {}

    private SplitFeatures features(FeatureMaker maker, String stage) {
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

    private ModelScores fitted(FeatureMaker maker, String stage) {
        SplitFeatures features = features(maker, stage);
        return scores(search.fit(features.train(), cohorts.classNames()), features);
    }

    private ModelScores scores(Classifier classifier, SplitFeatures features) {
        return new ModelScores(
                OptionalDouble.of(classifier.c()),
                Scores.of(classifier.predict(features.test()), bootstrap),
                some(features.validation()).map(rows -> Scores.of(classifier.predict(rows), bootstrap)));
    }

    private ModelScores neighbours(SplitFeatures features) {
        NearestNeighbours knn = new NearestNeighbours(settings.neighbours(), settings.neighbourTemperature());
        int classes = cohorts.classNames().size();
        return new ModelScores(
                OptionalDouble.empty(),
                Scores.of(knn.predict(features.train(), features.test(), classes), bootstrap),
                some(features.validation())
                        .map(rows -> Scores.of(knn.predict(features.train(), rows, classes), bootstrap)));
    }

    private List<SubsetScores> missingSequences(FeatureMaker maker, Classifier classifier, FeatureTable full) {
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
                    some(kept).map(table -> Scores.of(classifier.predict(table), bootstrap))));
        }
        return rows;
    }

    private List<String> notes(SplitFeatures features, Classifier classifier) {
        List<String> notes = new ArrayList<>();
        if (features.validation().rows() == 0) {
            notes.add("No study of the validation split has a label, so there are no validation scores.");
        }
        if (classifier.fitted().length < classifier.classes()) {
            notes.add("Only " + classifier.fitted().length + " of " + classifier.classes()
                    + " classes have labelled training studies; the others are never predicted.");
        }
        long both = cohorts.subjectsAlsoInTrain();
        if (both > 0) {
            notes.add(both + " test subjects have the hashed id of a training subject: if they are the same people,"
                    + " the test scores are too high.");
        }
        if (!classifier.converged()) {
            notes.add("The logistic regression stopped before its tolerance.");
        }
        return List.copyOf(notes);
    }

    private static Optional<FeatureTable> some(FeatureTable table) {
        return Optional.of(table).filter(rows -> rows.rows() > 0);
    }
}
