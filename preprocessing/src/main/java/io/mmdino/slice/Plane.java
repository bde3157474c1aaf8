package io.mmdino.slice;

import io.mmdino.volume.Volume;

/**
 * A slice of a volume, or a window of a slice.
 *
 * @param values values row by row, [rows, columns]
 * @param rows length of the lower of the two volume axes that lie in the slice
 * @param columns length of the higher of the two
 */
public record Plane(float[] values, int rows, int columns) {

    public Plane {
        if ((long) rows * columns != values.length) {
            throw new IllegalArgumentException(values.length + " values for a plane of " + rows + " x " + columns);
        }
    }

    /** The slice across axis 0, 1 or 2 at an index. Its rows run along the first remaining axis, as in {@code array[:, index]}. */
    public static Plane of(Volume volume, int axis, int index) {
        int side = side(volume, axis);
        if (index < 0 || index >= side) {
            throw new IndexOutOfBoundsException("slice " + index + " of axis " + axis + " with " + side + " slices");
        }
        int rowAxis = axis == 0 ? 1 : 0;
        int columnAxis = axis == 2 ? 1 : 2;
        int rows = side(volume, rowAxis);
        int columns = side(volume, columnAxis);
        int start = index * stride(volume, axis);
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            int at = start + row * stride(volume, rowAxis);
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = volume.voxels()[at + column * stride(volume, columnAxis)];
            }
        }
        return new Plane(values, rows, columns);
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** Number of slices across an axis. */
    static int side(Volume volume, int axis) {
        return switch (axis) {
            case 0 -> volume.width();
            case 1 -> volume.height();
            case 2 -> volume.depth();
            default -> throw new IllegalArgumentException("axis " + axis + ", wanted 0, 1 or 2");
        };
    }

    private static int stride(Volume volume, int axis) {
        return axis == 0 ? 1 : axis == 1 ? volume.width() : volume.width() * volume.height();
    }
}
