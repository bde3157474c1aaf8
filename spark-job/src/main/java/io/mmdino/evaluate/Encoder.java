package io.mmdino.evaluate;

import io.mmdino.shard.Window;

/**
 * A frozen backbone as evaluation uses it: images of some windows in, one feature vector for each out. For use by one thread.
 *
 * <p>Letters: W = windows, of one study or of several, M = sequences, D = width.
 */
public interface Encoder {

    /** Makes the images that an encoder reads from a window. Safe for use by many threads. */
    @FunctionalInterface
    interface InputMaker {

        /** The square images of all sequences, [M, side, side]; the side follows from the length. */
        float[] make(Window window);
    }

    /** Length of a feature vector, D. */
    int width();

    /** Most windows that {@link #encode} is given at once. */
    default int batch() {
        return 1;
    }

    /**
     * The features of some windows: their normalised cls tokens. Those of a window do not depend on the other windows, except
     * for rounding.
     *
     * @param images each window's image of every sequence, [W, M, side, side]; zero where a sequence is missing
     * @param side height and width of an image in pixels
     * @param present for each window and sequence whether the encoder may use it, [W][M]
     * @return the feature vectors, [W, D]
     */
    float[] encode(float[] images, int side, boolean[][] present);
}
