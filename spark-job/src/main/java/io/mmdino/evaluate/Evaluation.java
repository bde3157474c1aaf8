package io.mmdino.evaluate;

import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Encoder.InputMaker;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import io.mmdino.evaluate.FeatureEvaluation.Features;
import io.mmdino.evaluate.FeatureEvaluation.SplitFeatures;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Evaluates a trained backbone, the untrained one and raw pixels by one protocol ({@link ClassifierSearch}), and makes the
 * tables of missing sequences and label fractions. The numbers do not depend on the number of lanes.
 */
public final class Evaluation {

    private final Cohorts cohorts;
    private final EvaluationSettings settings;
    private final Lanes lanes;
    private final FeatureEvaluation evaluation;
    private final ClassifierSearch search;

    private Evaluation(Cohorts cohorts, EvaluationSettings settings, Lanes lanes, Progress progress) {
        this.cohorts = cohorts;
        this.settings = settings;
        this.lanes = lanes;
        this.evaluation = new FeatureEvaluation(cohorts, settings, progress);
        this.search = new ClassifierSearch(settings, lanes);
    }

    /**
     * Runs the whole evaluation.
     *
     * @param trained makes an encoder with the trained weights for each lane
     * @param untrained makes an encoder with the weights before training for each lane
     * @param input makes the input of both encoders
     * @throws IllegalArgumentException saying what is missing, when there are too few labels
     */
    public static EvaluationResult run(
            Cohorts cohorts,
            InputMaker input,
            Supplier<? extends Encoder> trained,
            Optional<? extends Supplier<? extends Encoder>> untrained,
            EvaluationSettings settings,
            Lanes lanes,
            Progress progress) {
        Evaluation here = new Evaluation(cohorts, settings, lanes, progress);
        return here.run(
                here.features(input, trained),
                untrained.map(encoder -> here.features(input, encoder)),
                here.pixelFeatures());
    }

    /**
     * Runs the whole evaluation with features that are computed elsewhere.
     *
     * @param trained features of the trained weights
     * @param untrained features of the weights before training
     * @param pixels features of {@link RawPixels}
     * @param lanes fit the classifiers
     * @throws IllegalArgumentException saying what is missing, when there are too few labels
     */
    public static EvaluationResult run(
            Cohorts cohorts,
            Features trained,
            Optional<Features> untrained,
            Features pixels,
            EvaluationSettings settings,
            Lanes lanes,
            Progress progress) {
        return new Evaluation(cohorts, settings, lanes, progress).run(trained, untrained, pixels);
    }

    private EvaluationResult run(Features maker, Optional<Features> untrained, Features pixels) {
        SplitFeatures features = evaluation.features(maker, "trained features");
        Classifier classifier = search.fit(features.train(), cohorts.classNames());
        SliceSource train = cohorts.train();
        return new EvaluationResult(
                cohorts.classNames(),
                train.sequences(),
                train.settingsHash(),
                settings,
                features.train().counts(cohorts.classNames().size()),
                Optional.of(classifier),
                evaluation.scores(classifier::predict, features, OptionalDouble.of(classifier.c())),
                untrained.map(before -> fitted(before, "untrained features")),
                rawPixels(pixels),
                neighbours(features),
                evaluation.missingSequences(maker, classifier::predict, features.test()),
                new LabelFractions(settings, search, evaluation)
                        .table(features.train(), features.test(), cohorts.classNames()),
                notes(features, classifier));
    }

    /** Scores of {@link RawPixels} alone. */
    public static ModelScores rawPixels(Cohorts cohorts, EvaluationSettings settings, Lanes lanes, Progress progress) {
        Evaluation here = new Evaluation(cohorts, settings, lanes, progress);
        return here.rawPixels(here.pixelFeatures());
    }

    private ModelScores rawPixels(Features pixels) {
        return fitted(pixels, "raw pixels");
    }

    private Features pixelFeatures() {
        RawPixels pixels = new RawPixels(RawPixels.SIDE);
        SliceSource train = cohorts.train();
        return features(pixels, () -> pixels.encoder(train.sequences().size(), train.windowSide()));
    }

    private Features features(InputMaker input, Supplier<? extends Encoder> encoder) {
        return Features.of(new FeatureMaker(settings.windowsPerAxis(), input, encoder, lanes));
    }

    private ModelScores fitted(Features maker, String stage) {
        SplitFeatures features = evaluation.features(maker, stage);
        Classifier classifier = search.fit(features.train(), cohorts.classNames());
        return evaluation.scores(classifier::predict, features, OptionalDouble.of(classifier.c()));
    }

    private ModelScores neighbours(SplitFeatures features) {
        NearestNeighbours knn = new NearestNeighbours(settings.neighbours(), settings.neighbourTemperature());
        int classes = cohorts.classNames().size();
        return evaluation.scores(
                rows -> knn.predict(features.train(), rows, classes), features, OptionalDouble.empty());
    }

    private List<String> notes(SplitFeatures features, Classifier classifier) {
        List<String> notes = evaluation.notes(features);
        if (!classifier.converged()) {
            notes.add("The logistic regression stopped before its tolerance.");
        }
        return List.copyOf(notes);
    }
}
