package io.mmdino.train;

import io.mmdino.settings.AbsentMeans;
import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;

/**
 * Settings of the training loop: seed, batches, threads, checkpoints. The length of the run is in the optimiser's settings.
 *
 * @param seed of weights, order of studies, crops, masks and stochastic depth
 * @param batchSize studies in one step of one worker
 * @param labelledShare share of each batch that is drawn from the labelled studies only, 0 to 1; 0 draws all studies with
 *     equal probability
 * @param lanes CPU threads; 0 takes one per core. Kernels of a GPU compute on one of them, and all make crops
 * @param kernels {@code auto}, {@code vector}, {@code scalar}, {@code nd4j} or {@code cuda}
 * @param precision to which the products of layers round their operands: {@code auto}, {@code float32}, {@code tf32} or
 *     {@code bfloat16}
 * @param checkpointIterations iterations between checkpoints
 * @param validationIterations iterations between validations, of which the best checkpoint is kept; 0 never validates
 * @param pretrained file of a pretrained backbone (.pth or .safetensors), or empty to start from random weights. Its content
 *     decides the run and is hashed by itself; its path does not
 */
public record TrainSettings(
        long seed,
        int batchSize,
        double labelledShare,
        @DecidesNothing int lanes,
        @DecidesNothing String kernels,
        @DecidesNothing @AbsentMeans("float32") String precision,
        @DecidesNothing int checkpointIterations,
        @DecidesNothing int validationIterations,
        @DecidesNothing String pretrained) {

    public TrainSettings {
        new Checks()
                .that(batchSize >= 1, "batch-size", batchSize, "1 or more studies")
                .that(labelledShare >= 0 && labelledShare <= 1, "labelled-share", labelledShare, "0 to 1")
                .that(lanes >= 0, "lanes", lanes, "0 (one for each core) or more")
                .that(checkpointIterations >= 1, "checkpoint-iterations", checkpointIterations, "1 or more")
                .that(validationIterations >= 0, "validation-iterations", validationIterations, "0 (none) or more");
    }

    /** One study a step on all cores, a checkpoint after each, from random weights and without validation. */
    public static TrainSettings plain() {
        return new TrainSettings(0, 1, 0, 0, "auto", "auto", 1, 0, "");
    }

    /** Number of lanes on this machine. */
    public int lanesHere() {
        return lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
    }

    /** These settings with another number of studies in a step. */
    public TrainSettings withBatchSize(int other) {
        return new TrainSettings(
                seed,
                other,
                labelledShare,
                lanes,
                kernels,
                precision,
                checkpointIterations,
                validationIterations,
                pretrained);
    }

    /** These settings with another file of starting weights. */
    public TrainSettings withPretrained(String file) {
        return new TrainSettings(
                seed,
                batchSize,
                labelledShare,
                lanes,
                kernels,
                precision,
                checkpointIterations,
                validationIterations,
                file);
    }

    /** These settings with another precision. */
    public TrainSettings withPrecision(String other) {
        return new TrainSettings(
                seed,
                batchSize,
                labelledShare,
                lanes,
                kernels,
                other,
                checkpointIterations,
                validationIterations,
                pretrained);
    }
}
