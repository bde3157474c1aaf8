package io.mmdino.baseline;

import io.mmdino.crop.CropSettings;
import io.mmdino.disk.Progress;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains by Deeplearning4j's parameter averaging: in each round all workers start from the same weights and make their steps,
 * then weights and Adam's moments are averaged through the driver.
 *
 * <p>One round is one RDD with a partition for each worker, which Deeplearning4j trains on as one split. From the RDD of a
 * whole epoch it would compute every window anew for each split. It counts the RDD before training, so the RDD is kept in
 * memory.
 *
 * @param augmentation flips, rotation and intensity shift of training windows
 */
record AveragedTraining(
        JavaSparkContext spark,
        Baseline.SliceSourceFactory windows,
        BaselineSettings settings,
        CropSettings augmentation) {

    private static final int AGGREGATION_DEPTH = 2;

    /** Rounds that show every window {@link BaselineSettings#epochs} times, rounded up. */
    int rounds(int trainingWindows) {
        long seen = (long) trainingWindows * settings.epochs();
        return Math.toIntExact((seen + settings.windowsOfRound() - 1) / settings.windowsOfRound());
    }

    /** Steps of one worker in this number of rounds. */
    int steps(int rounds) {
        return Math.multiplyExact(rounds, settings.averagingFrequency());
    }

    /**
     * Trains a network from its initial weights.
     *
     * @param stage name for the progress
     * @throws IllegalStateException when the loss becomes NaN or infinite
     */
    ComputationGraph train(
            ConvolutionalNetwork network, TrainingWindows training, int rounds, String stage, Progress progress) {
        SparkComputationGraph graph = new SparkComputationGraph(spark, network.configuration(), master());
        Broadcast<TrainingWindows> sent = spark.broadcast(training);
        try {
            for (int round = 0; round < rounds; round++) {
                fit(graph, new RoundBatches(windows, sent, settings, augmentation, round));
                progress.at(stage, steps(round + 1), steps(rounds));
                requireFinite(graph.getScore(), steps(round + 1));
            }
            return graph.getNetwork();
        } finally {
            sent.destroy();
        }
    }

    /** Trains one round, then frees what Deeplearning4j has persisted on the way. */
    private void fit(SparkComputationGraph graph, RoundBatches batches) {
        int workers = settings.workers();
        JavaRDD<DataSet> round = spark.parallelize(
                        IntStream.range(0, workers).boxed().toList(), workers)
                .flatMap(batches);
        try {
            graph.fit(round);
        } finally {
            spark.getPersistentRDDs().forEach((id, rdd) -> {
                if (id > round.id()) {
                    rdd.unpersist(false);
                }
            });
        }
    }

    private ParameterAveragingTrainingMaster master() {
        return new ParameterAveragingTrainingMaster.Builder(settings.workers(), settings.batchSize())
                .batchSizePerWorker(settings.batchSize())
                .averagingFrequency(settings.averagingFrequency())
                .aggregationDepth(AGGREGATION_DEPTH)
                .saveUpdater(true)
                .repartionData(Repartition.Never)
                .storageLevel(StorageLevel.MEMORY_ONLY())
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .rngSeed(settings.seed())
                .build();
    }

    private static void requireFinite(double loss, int step) {
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("the baseline's loss is " + loss + " after " + step
                    + " steps, wanted a finite number: lower baseline.learning-rate");
        }
    }
}
