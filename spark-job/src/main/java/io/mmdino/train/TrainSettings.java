package io.mmdino.train;

/**
 * How a run goes through its data; how long it lasts is the optimiser's affair.
 *
 * @param seed of weights, order of studies, crops, masks and stochastic depth
 * @param batchSize studies in one step of one worker
 * @param labelledShare share of each batch that is drawn from the labelled studies alone, 0 to 1; 0 draws every study
 *     alike
 * @param lanes CPU threads; 0 takes one for each core
 * @param kernels {@code auto}, {@code vector}, {@code scalar}, {@code nd4j} or {@code cuda}
 * @param checkpointIterations iterations between checkpoints
 * @param validationIterations iterations between validations, of which the best checkpoint is kept; 0 for none
 * @param pretrained file of a pretrained backbone (.pth or .safetensors), or empty to start from drawn weights
 */
public record TrainSettings(
        long seed,
        int batchSize,
        double labelledShare,
        int lanes,
        String kernels,
        int checkpointIterations,
        int validationIterations,
        String pretrained) {

    public TrainSettings {
        check(batchSize >= 1, "batch-size", batchSize, "1 or more studies");
        check(labelledShare >= 0 && labelledShare <= 1, "labelled-share", labelledShare, "0 to 1");
        check(lanes >= 0, "lanes", lanes, "0 (one for each core) or more");
        check(checkpointIterations >= 1, "checkpoint-iterations", checkpointIterations, "1 or more");
        check(validationIterations >= 0, "validation-iterations", validationIterations, "0 (none) or more");
    }

    /** Lanes on this machine. */
    public int lanesHere() {
        return lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
    }

    /** The same from other weights. */
    public TrainSettings withPretrained(String file) {
        return new TrainSettings(
                seed, batchSize, labelledShare, lanes, kernels, checkpointIterations, validationIterations, file);
    }

    private static void check(boolean ok, String key, Number value, String wanted) {
        if (!ok) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted " + wanted);
        }
    }
}
