package io.mmdino.kernel;

import java.nio.ByteBuffer;

/** Reads elements of a tensor of either type as double[] and writes them back, for the scalar kernels. */
final class Rows {

    private static final int BLOCK = 4096;

    private Rows() {}

    /** Processes {@code count} elements from element {@code from} on. */
    @FunctionalInterface
    interface Use {
        void block(int from, int count);
    }

    /** Calls {@code use} with consecutive blocks that cover x, each of at most 4096 elements. */
    static void blocks(Tensor x, Use use) {
        int length = Math.toIntExact(x.length());
        for (int from = 0; from < length; from += BLOCK) {
            use.block(from, Math.min(BLOCK, length - from));
        }
    }

    /** Element i of row indices [n, 1] int32. */
    static int index(Tensor rows, int i) {
        return rows.bytes().getInt(i * Integer.BYTES);
    }

    /** Whether element i of flags [n, 1] uint8 is set; never where there are no flags. */
    static boolean flag(Tensor flags, int i) {
        return flags.rows() > 0 && flags.bytes().get(i) != 0;
    }

    /** A copy of one row. */
    static double[] row(Tensor x, int row) {
        return read(x, row * x.cols(), x.cols());
    }

    /** Overwrites one row. */
    static void setRow(Tensor x, int row, double[] values) {
        write(x, row * x.cols(), values);
    }

    /** Adds {@code values} to one row. */
    static void addRow(Tensor x, int row, double[] values) {
        double[] sum = row(x, row);
        for (int j = 0; j < sum.length; j++) {
            sum[j] += values[j];
        }
        setRow(x, row, sum);
    }

    /** {@code sum += x}. */
    static void add(double[] x, double[] sum) {
        for (int j = 0; j < x.length; j++) {
            sum[j] += x[j];
        }
    }

    /** A copy of {@code count} elements from element {@code from} on. */
    static double[] read(Tensor x, int from, int count) {
        ByteBuffer bytes = x.bytes();
        double[] values = new double[count];
        if (x.type() == Tensor.Type.FLOAT32) {
            for (int i = 0; i < count; i++) {
                values[i] = bytes.getFloat((from + i) * Float.BYTES);
            }
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = bytes.getDouble((from + i) * Double.BYTES);
            }
        }
        return values;
    }

    /** Overwrites the elements from element {@code from} on. */
    static void write(Tensor x, int from, double[] values) {
        ByteBuffer bytes = x.bytes();
        if (x.type() == Tensor.Type.FLOAT32) {
            for (int i = 0; i < values.length; i++) {
                bytes.putFloat((from + i) * Float.BYTES, (float) values[i]);
            }
        } else {
            for (int i = 0; i < values.length; i++) {
                bytes.putDouble((from + i) * Double.BYTES, values[i]);
            }
        }
    }
}
