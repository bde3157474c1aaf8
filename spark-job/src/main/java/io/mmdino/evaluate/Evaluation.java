package io.mmdino.evaluate;

import io.mmdino.evaluate.FeatureEvaluation.SplitFeatures;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
    private final FeatureEvaluation judge;
    private final ClassifierSearch search;

    private Evaluation(Cohorts cohorts, EvaluationSettings settings, Lanes lanes, EvaluationProgress progress) {
        this.cohorts = cohorts;
        this.settings = settings;
        this.lanes = lanes;
        this.judge = new FeatureEvaluation(cohorts, settings, progress);
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
        SplitFeatures features = judge.features(maker, "trained features");
        Classifier classifier = search.fit(features.train(), cohorts.classNames());
        SliceSource train = cohorts.train();
        return new EvaluationResult(
                cohorts.classNames(),
                train.sequences(),
                train.settingsHash(),
                settings,
                features.train().counts(cohorts.classNames().size()),
                Optional.of(classifier),
                judge.scores(classifier::predict, features, OptionalDouble.of(classifier.c())),
                untrained.map(encoder -> fitted(new FeatureMaker(input, encoder, lanes), "untrained features")),
                rawPixels(),
                neighbours(features),
                judge.missingSequences(maker, classifier::predict, features.test()),
                new LabelFractions(settings, search, judge)
                        .table(features.train(), features.test(), cohorts.classNames()),
                notes(features, classifier));
    }

    /** What raw pixels are worth, whatever the model. */
    public static ModelScores rawPixels(
            Cohorts cohorts, EvaluationSettings settings, Lanes lanes, EvaluationProgress progress) {
        return new Evaluation(cohorts, settings, lanes, progress).rawPixels();
    }

    private ModelScores rawPixels() {
        RawPixels pixels = new RawPixels(RawPixels.SIDE);
        SliceSource train = cohorts.train();
        return fitted(
                new FeatureMaker(pixels, () -> pixels.encoder(train.sequences().size(), train.windowSide()), lanes),
                "raw pixels");
    }

    private ModelScores fitted(FeatureMaker maker, String stage) {
        SplitFeatures features = judge.features(maker, stage);
        Classifier classifier = search.fit(features.train(), cohorts.classNames());
        return judge.scores(classifier::predict, features, OptionalDouble.of(classifier.c()));
    }

    private ModelScores neighbours(SplitFeatures features) {
        NearestNeighbours knn = new NearestNeighbours(settings.neighbours(), settings.neighbourTemperature());
        int classes = cohorts.classNames().size();
        return judge.scores(rows -> knn.predict(features.train(), rows, classes), features, OptionalDouble.empty());
    }

    private List<String> notes(SplitFeatures features, Classifier classifier) {
        List<String> notes = judge.notes(features);
        if (!classifier.converged()) {
            notes.add("The logistic regression stopped before its tolerance.");
        }
        return List.copyOf(notes);
    }
}
