package io.mmdino.evaluate;

/** A frozen backbone as evaluation sees it: images of one study in, one feature vector out. Used by one thread. */
public interface Encoder {

    /** Length of a feature vector, D. */
    int width();

    /**
     * The features of one study: the normalised cls token.
     *
     * @param images the study's image of every sequence, [M, side, side]; zero where a sequence is missing
     * @param side height and width of an image in pixels
     * @param present for each sequence whether the encoder may use it, [M]
     * @return D numbers
     */
    float[] encode(float[] images, int side, boolean[] present);
}
