package io.mmdino.crop;

/** A rectangle of a window, in pixels. */
record CropBox(int top, int left, int height, int width) {

    /**
     * The box of the wanted size with the pixel at its centre, made no larger than the image and moved inside it.
     *
     * @param imageHeight rows of the image
     * @param imageWidth columns of the image
     */
    static CropBox around(int row, int column, double height, double width, int imageHeight, int imageWidth) {
        int rows = clamp((int) Math.round(height), 1, imageHeight);
        int columns = clamp((int) Math.round(width), 1, imageWidth);
        int top = clamp(row - rows / 2, 0, imageHeight - rows);
        int left = clamp(column - columns / 2, 0, imageWidth - columns);
        return new CropBox(top, left, rows, columns);
    }

    boolean contains(int row, int column) {
        return row >= top && row < top + height && column >= left && column < left + width;
    }

    private static int clamp(int value, int low, int high) {
        return Math.max(low, Math.min(high, value));
    }
}
