package io.mmdino.baseline;

import io.mmdino.crop.CropSettings;
import io.mmdino.crop.EvaluationInput;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationResult.FractionScores;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.evaluate.FeatureEvaluation;
import io.mmdino.evaluate.FeatureEvaluation.SplitFeatures;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.LabelFractions;
import io.mmdino.evaluate.NearestNeighbours;
import io.mmdino.evaluate.Predictions;
import io.mmdino.evaluate.Scores;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.SingleThread;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Trains the supervised baseline and judges it as a model is judged: by the network's own probabilities, on the windows, studies,
 * metrics and intervals of {@link Evaluation}. Beside it stand the network before training, raw pixels, and neighbours by the
 * features that its classifier reads.
 */
public final class Baseline {

    private final Cohorts cohorts;
    private final Windows windows;
    private final BaselineSettings settings;
    private final EvaluationSettings evaluation;
    private final Lanes lanes;
    private final Progress progress;
    private final FeatureEvaluation judge;
    private final EvaluationInput input;
    private final List<StudyEntry> studies;

    private Baseline(
            Cohorts cohorts,
            Windows windows,
            BaselineSettings settings,
            EvaluationSettings evaluation,
            Lanes lanes,
            Progress progress,
            List<StudyEntry> studies) {
        this.cohorts = cohorts;
        this.windows = windows;
        this.settings = settings;
        this.evaluation = evaluation;
        this.lanes = lanes;
        this.progress = progress;
        this.studies = studies;
        this.judge = new FeatureEvaluation(cohorts, evaluation, progress);
        this.input = new EvaluationInput(settings.imageSide(), cohorts.train().windowSide());
    }

    /**
     * How many studies it would train on.
     *
     * @throws IllegalArgumentException when they are not of two classes or more, saying what is missing
     */
    public static int trainingStudies(Cohorts cohorts) {
        List<StudyEntry> studies = TrainingWindows.studies(cohorts.train());
        TrainingWindows.of(studies, cohorts.classNames());
        return studies.size();
    }

    /** @param windows the labelled studies of {@code cohorts.train()}, for all that train */
    public static Baseline of(
            Cohorts cohorts,
            Windows windows,
            BaselineSettings settings,
            EvaluationSettings evaluation,
            Lanes lanes,
            Progress progress)
            throws IOException {
        try (SliceSource source = windows.open()) {
            List<StudyEntry> studies = TrainingWindows.studies(source);
            return new Baseline(cohorts, windows, settings, evaluation, lanes, progress, studies);
        }
    }

    /**
     * Trains and judges. Same inputs and one or two workers: same numbers. With three or more, weights are added in the order in which workers are
     * done, so last digits may differ.
     */
    public EvaluationResult run(JavaSparkContext spark, CropSettings augmentation) {
        SingleThread.everywhere();
        AveragedTraining trainer = new AveragedTraining(spark, windows, settings, augmentation);
        TrainingWindows training = TrainingWindows.of(studies, cohorts.classNames());
        int rounds = trainer.rounds(training.count());
        ConvolutionalNetwork network = network(training, trainer.steps(rounds));
        ComputationGraph trained = trainer.train(network, training, rounds, "training", progress);
        FeatureMaker maker = maker(trained, ConvolutionalNetwork.CLASSES, classes());
        SplitFeatures features = judge.features(maker, "trained network");
        SliceSource train = cohorts.train();
        return new EvaluationResult(
                cohorts.classNames(),
                train.sequences(),
                train.settingsHash(),
                evaluation,
                features.train().counts(classes()),
                Optional.empty(),
                judge.scores(this::asTheyAre, features, OptionalDouble.empty()),
                Optional.of(untrained(network)),
                Evaluation.rawPixels(cohorts, evaluation, lanes, progress),
                neighbours(maker(trained, ConvolutionalNetwork.FEATURES, network.width())),
                judge.missingSequences(maker, this::asTheyAre, features.test()),
                labelFractions(trainer, rounds),
                judge.notes(features));
    }

    private int classes() {
        return cohorts.classNames().size();
    }

    private ConvolutionalNetwork network(TrainingWindows training, int steps) {
        return new ConvolutionalNetwork(settings, cohorts.train().sequences().size(), training.classWeights(), steps);
    }

    /** The network's probabilities are the features. */
    private Predictions asTheyAre(FeatureTable probabilities) {
        double[][] rows = IntStream.range(0, probabilities.rows())
                .mapToObj(row -> IntStream.range(row * classes(), (row + 1) * classes())
                        .mapToDouble(i -> probabilities.values()[i])
                        .toArray())
                .toArray(double[][]::new);
        return Predictions.of(probabilities, rows, classes());
    }

    private FeatureMaker maker(ComputationGraph network, String layer, int width) {
        return new FeatureMaker(input::of, () -> new NetworkEncoder(network.clone(), layer, width), lanes);
    }

    private ModelScores untrained(ConvolutionalNetwork network) {
        ComputationGraph drawn = new ComputationGraph(network.configuration());
        drawn.init();
        SplitFeatures features =
                judge.features(maker(drawn, ConvolutionalNetwork.CLASSES, classes()), "untrained network");
        return judge.scores(this::asTheyAre, features, OptionalDouble.empty());
    }

    private ModelScores neighbours(FeatureMaker maker) {
        NearestNeighbours knn = new NearestNeighbours(evaluation.neighbours(), evaluation.neighbourTemperature());
        SplitFeatures features = judge.features(maker, "network's features");
        return judge.scores(rows -> knn.predict(features.train(), rows, classes()), features, OptionalDouble.empty());
    }

    /** Each share of the labels trains a network of its own, for as many steps as all labels had. */
    private List<FractionScores> labelFractions(AveragedTraining trainer, int rounds) {
        List<FractionScores> table = new ArrayList<>();
        int[] labels =
                studies.stream().mapToInt(study -> study.label().orElseThrow()).toArray();
        int repeats = settings.labelFractionRepeats();
        for (double fraction : repeats == 0 ? List.<Double>of() : evaluation.labelFractions()) {
            List<Scores> draws = new ArrayList<>();
            int kept = 0;
            for (int draw = 0; draw < repeats; draw++) {
                int[] rows = LabelFractions.keep(labels, classes(), fraction, evaluation.seed() + draw);
                kept = rows.length;
                draws.add(withLabelsOf(IntStream.of(rows).mapToObj(studies::get).toList(), trainer, rounds));
            }
            table.add(new FractionScores(fraction, kept, List.copyOf(draws)));
        }
        return table;
    }

    private Scores withLabelsOf(List<StudyEntry> some, AveragedTraining trainer, int rounds) {
        TrainingWindows training = TrainingWindows.of(some, cohorts.classNames());
        String stage = "training from " + some.size() + " labels";
        ComputationGraph trained =
                trainer.train(network(training, trainer.steps(rounds)), training, rounds, stage, progress);
        FeatureMaker maker = maker(trained, ConvolutionalNetwork.CLASSES, classes());
        return judge.scores(this::asTheyAre, maker.features(cohorts.test(), cohorts.testRows(), done -> {}));
    }
}
