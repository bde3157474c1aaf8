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
 * A dense row-major matrix [rows, cols] in ND4J's native memory, or a view of a part of one. This package accesses the
 * memory as an {@link INDArray}, as a pointer for BLAS and as a byte buffer; other packages see none of the three.
 *
 * <p>The root, which owns the memory, may be larger than 2 GB; a view that is read through {@link #bytes()} may not.
 */
public final class Tensor {

    /** Type of the elements: float32 in training and evaluation, float64 in checks of the numerics. */
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
    private final HostSync sync;
    private final Type type;
    private final long offset;
    private final int rows;
    private final int cols;
    // Made on first use. Volatile, because lanes share the tensors of the weights.
    private volatile FloatPointer floats;
    private volatile DoublePointer doubles;
    private volatile ByteBuffer bytes;
    private volatile INDArray array;

    private Tensor(INDArray root, HostSync sync, Type type, long offset, int rows, int cols) {
        this.root = root;
        this.sync = sync;
        this.type = type;
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
    }

    /** A new zeroed matrix [rows, cols]; it may have no rows. */
    public static Tensor zeros(Type type, int rows, int cols) {
        return zeros(type, rows, cols, HostSync.ND4J);
    }

    /** A new zeroed matrix whose host and device memory is synchronised by {@code sync}. */
    static Tensor zeros(Type type, int rows, int cols, HostSync sync) {
        long held = Math.max(1, (long) rows * cols); // ND4J gives an empty array neither memory nor an address
        return new Tensor(Nd4j.create(type.nd4j, held), sync, type, 0, rows, cols);
    }

    /** A new zeroed vector that may have more than 2^31 elements; use it through {@link #slice}. */
    static Tensor root(Type type, long length) {
        int cols = (int) Math.min(length, Integer.MAX_VALUE);
        return new Tensor(Nd4j.create(type.nd4j, length), HostSync.ND4J, type, 0, 1, cols);
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

    /** Elements, {@code rows * cols}. */
    public long length() {
        return (long) rows * cols;
    }

    /**
     * A view [sliceRows, sliceCols] of the memory from element {@code from} of this tensor on.
     *
     * @throws IndexOutOfBoundsException when it would leave the memory of the root
     */
    public Tensor slice(long from, int sliceRows, int sliceCols) {
        long end = offset + from + (long) sliceRows * sliceCols;
        if (from < 0 || end > root.length()) {
            throw new IndexOutOfBoundsException("slice [" + from + ", +" + sliceRows + " x " + sliceCols
                    + "] of a tensor with " + (root.length() - offset) + " elements");
        }
        return new Tensor(root, sync, type, offset + from, sliceRows, sliceCols);
    }

    /** A view of rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Tensor rows(int from, int to) {
        return slice((long) from * cols, to - from, cols);
    }

    /**
     * A view of all elements as [newRows, newCols].
     *
     * @throws IllegalArgumentException when that is another number of elements
     */
    public Tensor reshape(int newRows, int newCols) {
        if ((long) newRows * newCols != length()) {
            throw new IllegalArgumentException(
                    "cannot see " + rows + " x " + cols + " as " + newRows + " x " + newCols);
        }
        return slice(0, newRows, newCols);
    }

    /** The element at {@code index} in row-major order. Slow: for checks and small results. */
    public double get(long index) {
        onHost();
        return type == Type.FLOAT32
                ? bytes().getFloat(Math.toIntExact(index * 4))
                : bytes().getDouble(Math.toIntExact(index * 8));
    }

    /** The element at (row, col). Slow: for checks and small results. */
    public double get(int row, int col) {
        return get((long) row * cols + col);
    }

    /** Overwrites the element at {@code index} in row-major order. Slow: for checks and small results. */
    public void set(long index, double value) {
        onHost(); // because the other elements must be the newest on the host too
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

    /**
     * Overwrites this tensor with all values of {@code source}.
     *
     * @throws IllegalArgumentException when there are more or fewer than {@code length()}
     */
    public Tensor copyFrom(float[] source) {
        if (source.length != length()) {
            throw new IllegalArgumentException(
                    source.length + " values for a tensor of " + rows + " x " + cols + " = " + length());
        }
        return copyFrom(source, 0);
    }

    /** Copies all elements, as float32, to {@code target} from {@code to} on. */
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

    /** A copy of all elements, as float32. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(length())];
        copyTo(values, 0);
        return values;
    }

    /** A copy of all elements. */
    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** Frees the memory of the root at once, without waiting for garbage collection; no view of it may be used after. */
    public void free() {
        root.close();
    }

    /** Copies newer values of the whole root from the GPU to the host, where {@link #bytes()} reads them. */
    void onHost() {
        sync.read(root);
    }

    /** Call after writing to {@link #bytes()}: the GPU then copies the values of the whole root. */
    void changedOnHost() {
        sync.written(root);
    }

    /** The view's host memory in native byte order; callers call {@link #onHost} before and {@link #changedOnHost} after. */
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

    /** The address of the first element, for {@code cblas_s*}. */
    FloatPointer floats() {
        if (floats == null) {
            floats = new FloatPointer(root.data().pointer()).getPointer(FloatPointer.class, offset);
        }
        return floats;
    }

    /** The address of the first element, for {@code cblas_d*}. */
    DoublePointer doubles() {
        if (doubles == null) {
            doubles = new DoublePointer(root.data().pointer()).getPointer(DoublePointer.class, offset);
        }
        return doubles;
    }

    /** The view as an ND4J array [rows, cols] in c order. */
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
