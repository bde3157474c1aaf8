package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense row-major matrix [rows, cols] in ND4J memory, or a view on one. The same memory is seen as {@link INDArray},
 * as a pointer for BLAS and as a buffer for the row kernels; only this package sees those three.
 *
 * <p>A root may be larger than 2 GB; a view that a kernel reads through {@link #bytes()} may not.
 */
public final class Tensor {

    /** What one element is: float32 in the product, float64 in checks of the numerics. */
    public enum Type {
        FLOAT32(4, DataType.FLOAT),
        FLOAT64(8, DataType.DOUBLE);

        final int bytes;
        final DataType nd4j;

        Type(int bytes, DataType nd4j) {
            this.bytes = bytes;
            this.nd4j = nd4j;
        }
    }

    private final INDArray root;
    private final Residence residence;
    private final Type type;
    private final long offset;
    private final int rows;
    private final int cols;
    // Lanes share the tensors of the weights, so what is made on first use has to be published safely.
    private volatile FloatPointer floats;
    private volatile DoublePointer doubles;
    private volatile ByteBuffer bytes;
    private volatile INDArray array;

    private Tensor(INDArray root, Residence residence, Type type, long offset, int rows, int cols) {
        this.root = root;
        this.residence = residence;
        this.type = type;
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
    }

    /** A zeroed matrix; it may have no rows. */
    public static Tensor zeros(Type type, int rows, int cols) {
        return zeros(type, rows, cols, Residence.ND4J);
    }

    /** The same with other bookkeeping of host and device. */
    static Tensor zeros(Type type, int rows, int cols, Residence residence) {
        long held = Math.max(1, (long) rows * cols); // ND4J gives an empty array no memory, and no address
        return new Tensor(Nd4j.create(type.nd4j, held), residence, type, 0, rows, cols);
    }

    /** A zeroed vector whose length may lie beyond 2^31; use it through {@link #slice}. */
    static Tensor root(Type type, long length) {
        int cols = (int) Math.min(length, Integer.MAX_VALUE);
        return new Tensor(Nd4j.create(type.nd4j, length), Residence.ND4J, type, 0, 1, cols);
    }

    public Type type() {
        return type;
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    public long length() {
        return (long) rows * cols;
    }

    /** The same memory from element {@code from} of this view on, as [rows, cols]. */
    public Tensor slice(long from, int sliceRows, int sliceCols) {
        long end = offset + from + (long) sliceRows * sliceCols;
        if (from < 0 || end > root.length()) {
            throw new IndexOutOfBoundsException("slice [" + from + ", +" + sliceRows + " x " + sliceCols
                    + "] of a tensor with " + (root.length() - offset) + " elements");
        }
        return new Tensor(root, residence, type, offset + from, sliceRows, sliceCols);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Tensor rows(int from, int to) {
        return slice((long) from * cols, to - from, cols);
    }

    /** The same elements with another row length. */
    public Tensor reshape(int newRows, int newCols) {
        if ((long) newRows * newCols != length()) {
            throw new IllegalArgumentException(
                    "cannot see " + rows + " x " + cols + " as " + newRows + " x " + newCols);
        }
        return slice(0, newRows, newCols);
    }

    /** One element, for checks and small results; kernels have faster ways. */
    public double get(long index) {
        onHost();
        return type == Type.FLOAT32
                ? bytes().getFloat(Math.toIntExact(index * 4))
                : bytes().getDouble(Math.toIntExact(index * 8));
    }

    public double get(int row, int col) {
        return get((long) row * cols + col);
    }

    public void set(long index, double value) {
        onHost(); // only a part of the memory is overwritten
        if (type == Type.FLOAT32) {
            bytes().putFloat(Math.toIntExact(index * 4), (float) value);
        } else {
            bytes().putDouble(Math.toIntExact(index * 8), value);
        }
        changedOnHost();
    }

    /** Overwrites this tensor with {@code length()} values of {@code source} from {@code from} on. */
    public Tensor copyFrom(float[] source, int from) {
        onHost();
        if (type == Type.FLOAT32) {
            bytes().asFloatBuffer().put(0, source, from, Math.toIntExact(length()));
        } else {
            for (int i = 0; i < length(); i++) {
                set(i, source[from + i]);
            }
        }
        changedOnHost();
        return this;
    }

    public Tensor copyFrom(float[] source) {
        if (source.length != length()) {
            throw new IllegalArgumentException(
                    source.length + " values for a tensor of " + rows + " x " + cols + " = " + length());
        }
        return copyFrom(source, 0);
    }

    /** Writes all elements to {@code target} from {@code to} on. */
    public void copyTo(float[] target, int to) {
        onHost();
        if (type == Type.FLOAT32) {
            bytes().asFloatBuffer().get(0, target, to, Math.toIntExact(length()));
        } else {
            for (int i = 0; i < length(); i++) {
                target[to + i] = (float) get(i);
            }
        }
    }

    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(length())];
        copyTo(values, 0);
        return values;
    }

    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** Frees the memory of a root at once instead of when the collector finds it. Every view of it is dead then. */
    public void free() {
        root.close();
    }

    /** Brings what a GPU has computed to {@link #bytes()}: for the whole root, of which this may be a small view. */
    void onHost() {
        residence.read(root);
    }

    /** Says that {@link #bytes()} was written. */
    void changedOnHost() {
        residence.written(root);
    }

    /** This view's host memory, native byte order; {@link #onHost} and {@link #changedOnHost} are the caller's affair. */
    ByteBuffer bytes() {
        if (bytes == null) {
            long size = length() * type.bytes;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalStateException("a view of " + rows + " x " + cols + " is beyond 2 GB");
            }
            BytePointer base = new BytePointer(root.data().pointer());
            bytes = base.getPointer(BytePointer.class, offset * type.bytes)
                    .capacity(size)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
        }
        return bytes;
    }

    /** The address for {@code cblas_s*}. */
    FloatPointer floats() {
        if (floats == null) {
            floats = new FloatPointer(root.data().pointer()).getPointer(FloatPointer.class, offset);
        }
        return floats;
    }

    /** The address for {@code cblas_d*}. */
    DoublePointer doubles() {
        if (doubles == null) {
            doubles = new DoublePointer(root.data().pointer()).getPointer(DoublePointer.class, offset);
        }
        return doubles;
    }

    /** This view as ND4J sees it, [rows, cols] in c order. */
    INDArray array() {
        if (array == null) {
            array = Nd4j.create(root.data(), new long[] {rows, cols}, new long[] {cols, 1}, offset, 'c');
        }
        return array;
    }

    @Override
    public String toString() {
        return "Tensor[" + rows + ", " + cols + "]";
    }
}
