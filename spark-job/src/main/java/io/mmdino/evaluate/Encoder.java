package io.mmdino.evaluate;

import io.mmdino.shard.Window;

/**
 * A frozen backbone as evaluation uses it: images of one study in, one feature vector out. For use by one thread.
 *
 * <p>Letters: M = sequences, D = width.
 */
public interface Encoder {

    /** Makes the images that an encoder reads from the window of a study. Safe for use by many threads. */
    @FunctionalInterface
    interface InputMaker {

        /** The square images of all sequences, [M, side, side]; the side follows from the length. */
        float[] make(Window window);
    }

    /** Length of a feature vector, D. */
    int width();

    /**
     * The features of one study: the normalised cls token.
     *
     * @param images the study's image of every sequence, [M, side, side]; zero where a sequence is missing
     * @param side height and width of an image in pixels
     * @param present for each sequence whether the encoder may use it, [M]
     * @return the feature vector, [D]
     */
    float[] encode(float[] images, int side, boolean[] present);
}
