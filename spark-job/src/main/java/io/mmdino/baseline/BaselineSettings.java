package io.mmdino.baseline;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * Settings of the supervised baseline and its training.
 *
 * @param seed of weights, order of windows and augmentation
 * @param epochs passes over the training windows
 * @param batchSize windows in one step of one worker
 * @param workers Spark tasks that train in parallel
 * @param averagingFrequency steps of each worker between two averagings
 * @param learningRate Adam's learning rate at the start; it decays linearly to 0
 * @param weightDecay decoupled weight decay of the weights of convolutions and of the last layer
 * @param imageSide side of the image that the network reads, pixels
 * @param filters filters of the first block; each block has twice as many as the one before
 * @param blocks number of blocks, each of which halves the image's side
 * @param labelFractionRepeats random subsets for each share of labels, each of which trains a network; 0 omits the table
 */
public record BaselineSettings(
        long seed,
        int epochs,
        int batchSize,
        int workers,
        int averagingFrequency,
        double learningRate,
        double weightDecay,
        int imageSide,
        int filters,
        int blocks,
        int labelFractionRepeats)
        implements Serializable {

    private static final int MOST_WORKERS = 4096;
    private static final int MOST_BLOCKS = 8;

    public BaselineSettings {
        new Checks()
                .that(epochs >= 1, "epochs", epochs, "1 or more")
                .that(batchSize >= 2, "batch-size", batchSize, "2 or more: batch normalisation compares windows")
                .that(workers >= 1 && workers <= MOST_WORKERS, "workers", workers, "1 to " + MOST_WORKERS)
                .that(averagingFrequency >= 1, "averaging-frequency", averagingFrequency, "1 or more steps")
                .that(learningRate > 0 && learningRate <= 1, "learning-rate", learningRate, "above 0 to 1")
                .that(weightDecay >= 0 && weightDecay < 1, "weight-decay", weightDecay, "0 to below 1")
                .that(filters >= 1 && filters <= 1024, "filters", filters, "1 to 1024")
                .that(blocks >= 1 && blocks <= MOST_BLOCKS, "blocks", blocks, "1 to " + MOST_BLOCKS)
                .that(imageSide >> blocks >= 1 && imageSide <= 2048, "image-side", imageSide, "2^blocks to 2048")
                .that(labelFractionRepeats >= 0, "label-fraction-repeats", labelFractionRepeats, "0 or more");
    }

    /** The values of {@code conf/default.yaml}. */
    public static BaselineSettings defaults() {
        return new BaselineSettings(0, 20, 16, 2, 5, 2e-3, 1e-3, 48, 16, 3, 0);
    }

    /** Windows that all workers process between two averagings. */
    int windowsOfRound() {
        return Math.multiplyExact(workers, windowsOfWorker());
    }

    /** Windows that one worker processes between two averagings. */
    int windowsOfWorker() {
        return Math.multiplyExact(batchSize, averagingFrequency);
    }
}
