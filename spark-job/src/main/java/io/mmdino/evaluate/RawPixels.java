package io.mmdino.evaluate;

import io.mmdino.shard.Window;

/**
 * A baseline without learning: the features of a window are its pixels averaged over {@code side x side} blocks for each
 * sequence. A trained model should do better.
 *
 * @param side blocks along each edge of the window
 */
public record RawPixels(int side) implements Encoder.InputMaker {

    /** The side that evaluations use. */
    public static final int SIDE = 24;

    @Override
    public float[] make(Window window) {
        int edge = Math.min(side, window.side());
        int sequences = window.present().length;
        float[] blocks = new float[sequences * edge * edge];
        for (int m = 0; m < sequences; m++) {
            for (int row = 0; row < edge; row++) {
                for (int col = 0; col < edge; col++) {
                    blocks[(m * edge + row) * edge + col] = mean(window, m, row, col, edge);
                }
            }
        }
        return blocks;
    }

    /** An encoder that returns the blocks as they are. */
    public Encoder encoder(int sequences, int windowSide) {
        int edge = Math.min(side, windowSide);
        int width = sequences * edge * edge;
        return new Encoder() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public float[] encode(float[] images, int imageSide, boolean[][] present) {
                return images;
            }
        };
    }

    private static float mean(Window window, int sequence, int row, int col, int edge) {
        int side = window.side();
        int top = row * side / edge;
        int bottom = (row + 1) * side / edge;
        int left = col * side / edge;
        int right = (col + 1) * side / edge;
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += window.voxels()[(sequence * side + y) * side + x];
            }
        }
        return (float) (sum / ((bottom - top) * (right - left)));
    }
}
