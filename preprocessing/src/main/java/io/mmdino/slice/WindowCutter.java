package io.mmdino.slice;

/**
 * Cuts a window around a mask's centre of mass, shifted where needed to lie within the slice. A slice smaller than the window gives
 * a smaller window.
 *
 * @param side side W of the window in pixels
 */
public record WindowCutter(int side) {

    public WindowCutter {
        if (side < 1) {
            throw new IllegalArgumentException("a window of " + side + " pixels, wanted 1 or more");
        }
    }

    /** A point in a slice, in pixels. */
    public record Point(double row, double column) {}

    /** The first row and column of a window. */
    public record Corner(int row, int column) {}

    /** Unweighted centre of mass of the pixels above 0; the centre of the slice when there are none. */
    public static Point centreOfMass(Plane mask) {
        double rows = 0;
        double columns = 0;
        long count = 0;
        for (int row = 0; row < mask.rows(); row++) {
            for (int column = 0; column < mask.columns(); column++) {
                if (mask.at(row, column) > 0) {
                    rows += row;
                    columns += column;
                    count++;
                }
            }
        }
        return count == 0
                ? new Point((mask.rows() - 1) / 2.0, (mask.columns() - 1) / 2.0)
                : new Point(rows / count, columns / count);
    }

    /** Corner of the window around a mask. */
    public Corner corner(Plane mask) {
        Point centre = centreOfMass(mask);
        return new Corner(start(centre.row(), mask.rows()), start(centre.column(), mask.columns()));
    }

    private int start(double centre, int length) {
        return Math.max(0, Math.min((int) centre - side / 2, length - side));
    }

    /** Cuts the window at a corner, [min(W, rows), min(W, columns)]. */
    public Plane cut(Plane slice, Corner corner) {
        int rows = Math.min(side, slice.rows());
        int columns = Math.min(side, slice.columns());
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            int from = (corner.row() + row) * slice.columns() + corner.column();
            System.arraycopy(slice.values(), from, values, row * columns, columns);
        }
        return new Plane(values, rows, columns);
    }
}
