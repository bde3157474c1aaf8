package io.mmdino.baseline;

import io.mmdino.crop.CropSettings;
import io.mmdino.crop.EvaluationInput;
import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Encoder;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationResult.FractionScores;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.evaluate.FeatureEvaluation;
import io.mmdino.evaluate.FeatureEvaluation.Features;
import io.mmdino.evaluate.FeatureEvaluation.SplitFeatures;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.LabelFractions;
import io.mmdino.evaluate.NearestNeighbours;
import io.mmdino.evaluate.Predictions;
import io.mmdino.evaluate.Scores;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Nd4jStart;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the supervised baseline and evaluates the network's probabilities on the studies, windows, metrics and intervals of
 * {@link Evaluation}. For comparison it evaluates the network before training, raw pixels, and nearest neighbours by the
 * features before the classifier.
 */
public final class Baseline {

    /** Opens the windows of the labelled studies on the driver and on executors; record numbers are equal everywhere. */
    @FunctionalInterface
    public interface SliceSourceFactory extends Serializable {

        SliceSource open() throws IOException;
    }

    /** Windows of one call of the network. */
    private static final int BATCH = 9;

    /**
     * One layer's output for a window as its feature vector: the features, or the probabilities of the classes, whose mean over a
     * study's windows are the study's.
     *
     * @param network used by one thread only
     * @param layer name of the layer, whose output is [W, D]
     * @param width D
     */
    private record NetworkEncoder(ComputationGraph network, String layer, int width) implements Encoder {

        @Override
        public int batch() {
            return BATCH;
        }

        @Override
        public float[] encode(float[] images, int side, boolean[][] present) {
            INDArray input = Nd4j.create(images, new int[] {present.length, present[0].length, side, side}, 'c');
            return network.feedForward(input, false).get(layer).ravel().toFloatVector();
        }
    }

    private final Cohorts cohorts;
    private final SliceSourceFactory windows;
    private final BaselineSettings settings;
    private final EvaluationSettings evaluation;
    private final Lanes lanes;
    private final Progress progress;
    private final FeatureEvaluation featureEvaluation;
    private final EvaluationInput input;
    private final List<StudyEntry> studies;

    private Baseline(
            Cohorts cohorts,
            SliceSourceFactory windows,
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
        this.featureEvaluation = new FeatureEvaluation(cohorts, evaluation, progress);
        this.input = new EvaluationInput(settings.imageSide(), cohorts.train().windowSide());
    }

    /**
     * Number of studies to train on.
     *
     * @throws IllegalArgumentException when they have fewer than two classes
     */
    public static int trainingStudies(Cohorts cohorts) {
        List<StudyEntry> studies = TrainingWindows.studies(cohorts.train());
        TrainingWindows.of(studies, cohorts.classNames());
        return studies.size();
    }

    /** Reads the studies to train on. @param windows the labelled studies of {@code cohorts.train()} */
    public static Baseline of(
            Cohorts cohorts,
            SliceSourceFactory windows,
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
     * Trains and evaluates. Equal inputs give equal numbers with one or two workers; with more, weights are added in the
     * order in which workers finish, so the last digits may differ.
     *
     * @param augmentation flips, rotation and intensity shift of training windows
     */
    public EvaluationResult run(JavaSparkContext spark, CropSettings augmentation) {
        Nd4jStart.onOneThread();
        AveragedTraining trainer = new AveragedTraining(spark, windows, settings, augmentation);
        TrainingWindows training = TrainingWindows.of(studies, cohorts.classNames());
        int rounds = trainer.rounds(training.count());
        ConvolutionalNetwork network = network(training, trainer.steps(rounds));
        ComputationGraph trained = trainer.train(network, training, rounds, "training", progress);
        Features maker = Features.of(maker(trained, ConvolutionalNetwork.CLASSES, classes()));
        SplitFeatures features = featureEvaluation.features(maker, "trained network");
        SliceSource train = cohorts.train();
        return new EvaluationResult(
                cohorts.classNames(),
                train.sequences(),
                train.settingsHash(),
                evaluation,
                features.train().counts(classes()),
                Optional.empty(),
                featureEvaluation.scores(this::predictions, features, OptionalDouble.empty()),
                Optional.of(untrained(network)),
                Evaluation.rawPixels(cohorts, evaluation, lanes, progress),
                neighbours(maker(trained, ConvolutionalNetwork.FEATURES, network.width())),
                featureEvaluation.missingSequences(maker, this::predictions, features.test()),
                labelFractions(trainer, rounds),
                featureEvaluation.notes(features));
    }

    private int classes() {
        return cohorts.classNames().size();
    }

    private ConvolutionalNetwork network(TrainingWindows training, int steps) {
        return new ConvolutionalNetwork(settings, cohorts.train().sequences().size(), training.classWeights(), steps);
    }

    /** Takes features that are probabilities, [N, K], as predictions. */
    private Predictions predictions(FeatureTable probabilities) {
        double[][] rows = IntStream.range(0, probabilities.rows())
                .mapToObj(row -> IntStream.range(row * classes(), (row + 1) * classes())
                        .mapToDouble(i -> probabilities.values()[i])
                        .toArray())
                .toArray(double[][]::new);
        return Predictions.of(probabilities, rows, classes());
    }

    private FeatureMaker maker(ComputationGraph network, String layer, int width) {
        return new FeatureMaker(
                evaluation.windowsPerAxis(), input::of, () -> new NetworkEncoder(network.clone(), layer, width), lanes);
    }

    private ModelScores untrained(ConvolutionalNetwork network) {
        ComputationGraph drawn = new ComputationGraph(network.configuration());
        drawn.init();
        SplitFeatures features = featureEvaluation.features(
                Features.of(maker(drawn, ConvolutionalNetwork.CLASSES, classes())), "untrained network");
        return featureEvaluation.scores(this::predictions, features, OptionalDouble.empty());
    }

    private ModelScores neighbours(FeatureMaker maker) {
        NearestNeighbours knn = new NearestNeighbours(evaluation.neighbours(), evaluation.neighbourTemperature());
        SplitFeatures features = featureEvaluation.features(Features.of(maker), "network's features");
        return featureEvaluation.scores(
                rows -> knn.predict(features.train(), rows, classes()), features, OptionalDouble.empty());
    }

    /** Trains one network for each share of the labels and draw, with as many steps as for all labels. */
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
        return featureEvaluation.scores(
                this::predictions, maker.features(cohorts.test(), cohorts.testRows(), done -> {}));
    }
}
