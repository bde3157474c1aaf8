package io.mmdino.inspect;

import io.mmdino.shard.Window;

/**
 * A window of one sequence, turned for viewing: rows become columns, and both are reversed, so that the patient's right (or
 * front) is on the left and the front (or top) above. Pixels are interpolated; the outline runs where the interpolated mask is
 * one half.
 *
 * @param window as the model sees it
 * @param sequence index into the window's sequences
 * @param zoom pixels of the picture for one of the window
 */
record TileImage(Window window, int sequence, int zoom) {

    private static final int OUTLINE = 0xFFB000;

    int side() {
        return window.side() * zoom;
    }

    /** Colour at a point of the tile, 0xRRGGBB. */
    int rgb(int x, int y) {
        if (onOutline(x, y)) {
            return OUTLINE;
        }
        double value = interpolated(x, y, false);
        int grey = (int) Math.round(255 * Math.max(0, Math.min(1, value)));
        return grey << 16 | grey << 8 | grey;
    }

    /** Whether a point lies on the outline, just inside of the mask. There is none where the mask leaves the window. */
    private boolean onOutline(int x, int y) {
        return isInside(x, y)
                && !(isInside(x - 1, y) && isInside(x + 1, y) && isInside(x, y - 1) && isInside(x, y + 1));
    }

    private boolean isInside(int x, int y) {
        return interpolated(x, y, true) >= 0.5;
    }

    /** Bilinear interpolation between the centres of the window's pixels; constant beyond the outermost centres. */
    private double interpolated(int x, int y, boolean mask) {
        double row = place(x);
        double column = place(y);
        int r = (int) row;
        int c = (int) column;
        double u = row - r;
        double v = column - c;
        double near = (1 - v) * pixel(r, c, mask) + v * pixel(r, c + 1, mask);
        double far = (1 - v) * pixel(r + 1, c, mask) + v * pixel(r + 1, c + 1, mask);
        return (1 - u) * near + u * far;
    }

    private double place(int at) {
        double forwards = (at + 0.5) / zoom - 0.5;
        return Math.max(0, Math.min(window.side() - 1, window.side() - 1 - forwards));
    }

    private double pixel(int row, int column, boolean mask) {
        int side = window.side();
        int at = Math.min(row, side - 1) * side + Math.min(column, side - 1);
        return mask ? window.foreground()[at] : window.voxels()[sequence * side * side + at];
    }
}
