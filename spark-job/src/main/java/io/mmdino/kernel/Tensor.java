package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense row-major matrix [rows, cols] in the memory of the kernels that compute with it, or a view of a part of one.
 *
 * <p>Elements can be read and written here when the memory is the host's ({@link #isOnHost}): {@link #host} makes such
 * tensors, and those of the CPU kernels lie there too. {@link Kernels#upload} and {@link Kernels#download} copy between the
 * host's memory and that of any kernels.
 *
 * <p>The root, which owns the memory, may be larger than 2 GB; a view that is read through {@link #bytes()} may not.
 */
public final class Tensor {

    /**
     * Type of the elements: float32 in training and evaluation, float64 in checks of the numerics and in figures, int32 for
     * indices of rows, uint8 for flags (0 or 1), bfloat16 for operands of products.
     */
    public enum Type {
        FLOAT32(4),
        FLOAT64(8),
        INT32(4),
        UINT8(1),
        BFLOAT16(2);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        public int bytes() {
            return bytes;
        }
    }

    private final Memory memory;
    private final Type type;
    private final long offset;
    private final int rows;
    private final int cols;
    // Made on first use. Volatile, because lanes share the tensors of the weights.
    private volatile FloatPointer floats;
    private volatile DoublePointer doubles;
    private volatile ByteBuffer bytes;
    private volatile INDArray array;

    private Tensor(Memory memory, Type type, long offset, int rows, int cols) {
        this.memory = memory;
        this.type = type;
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
    }

    /** A new zeroed matrix [rows, cols] in the host's memory; it may have no rows. */
    public static Tensor host(Type type, int rows, int cols) {
        return root(new HostMemory(type, (long) rows * cols), type).slice(0, rows, cols);
    }

    /** A vector [1, n] over all of {@code memory}; one with more than 2^31 elements is used through {@link #slice}. */
    public static Tensor root(Memory memory, Type type) {
        return new Tensor(memory, type, 0, 1, (int) Math.min(memory.length(), Integer.MAX_VALUE));
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
        if (from < 0 || end > memory.length()) {
            throw new IndexOutOfBoundsException("slice [" + from + ", +" + sliceRows + " x " + sliceCols
                    + "] of a tensor with " + (memory.length() - offset) + " elements");
        }
        return new Tensor(memory, type, offset + from, sliceRows, sliceCols);
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

    /** The memory in which the elements lie, for the kernels that it belongs to. */
    public Memory memory() {
        return memory;
    }

    /** Index in {@link #memory} of the first element. */
    public long offset() {
        return offset;
    }

    /** Whether the elements lie in the host's memory, where they can be read and written directly. */
    public boolean isOnHost() {
        return memory instanceof HostMemory;
    }

    /** The element at {@code index} in row-major order. Slow: for checks and small results. */
    public double get(long index) {
        int at = Math.toIntExact(index * type.bytes);
        return switch (type) {
            case FLOAT32 -> bytes().getFloat(at);
            case FLOAT64 -> bytes().getDouble(at);
            case INT32 -> bytes().getInt(at);
            case UINT8 -> bytes().get(at);
            case BFLOAT16 -> Bfloat16.value(bytes().getShort(at));
        };
    }

    /** The element at (row, col). Slow: for checks and small results. */
    public double get(int row, int col) {
        return get((long) row * cols + col);
    }

    /** Overwrites the element at {@code index} in row-major order. Slow: for checks and small results. */
    public void set(long index, double value) {
        int at = Math.toIntExact(index * type.bytes);
        switch (type) {
            case FLOAT32 -> bytes().putFloat(at, (float) value);
            case FLOAT64 -> bytes().putDouble(at, value);
            case INT32 -> bytes().putInt(at, (int) value);
            case UINT8 -> bytes().put(at, (byte) value);
            case BFLOAT16 -> bytes().putShort(at, Bfloat16.bits((float) value));
        }
    }

    /** Overwrites this tensor with {@code length()} values of {@code source} from {@code from} on. */
    public Tensor copyFrom(float[] source, int from) {
        if (type == Type.FLOAT32) {
            bytes().asFloatBuffer().put(0, source, from, Math.toIntExact(length()));
        } else {
            for (int i = 0; i < length(); i++) {
                set(i, source[from + i]);
            }
        }
        return this;
    }

    /**
     * Overwrites this tensor with all values of {@code source}.
     *
     * @throws IllegalArgumentException when there are more or fewer than {@code length()}
     */
    public Tensor copyFrom(float[] source) {
        if (source.length != length()) {
            throw new IllegalArgumentException(source.length + " values for " + this + ", wanted " + length());
        }
        return copyFrom(source, 0);
    }

    /** Copies all elements, as float32, to {@code target} from {@code to} on. */
    public void copyTo(float[] target, int to) {
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

    /**
     * Overwrites this tensor with the elements of another one of as many elements, of whichever memory; one of the two lies
     * in the host's.
     */
    void assign(Tensor source) {
        if (source.type != type || source.length() != length()) {
            throw new IllegalArgumentException(
                    "cannot copy " + source.type + " " + source + " to " + type + " " + this);
        }
        if (length() == 0) {
            return;
        }
        if (isOnHost()) {
            source.memory.read(source.offset, bytes().duplicate());
        } else {
            memory.write(offset, source.bytes().duplicate());
        }
    }

    /** Sets all elements to 0. */
    void clear() {
        if (length() > 0) {
            memory.clear(offset, length());
        }
    }

    /** Frees the memory of the root at once, without waiting for garbage collection; no view of it may be used after. */
    public void free() {
        memory.free();
    }

    /**
     * The view's elements in the host's memory, in native byte order.
     *
     * @throws IllegalStateException when the tensor lies in other memory, or is beyond 2 GB
     */
    ByteBuffer bytes() {
        bytes = bytes == null ? onHost().bytes(offset, length()).order(ByteOrder.nativeOrder()) : bytes;
        return bytes;
    }

    private HostMemory onHost() {
        if (memory instanceof HostMemory host) {
            return host;
        }
        throw new IllegalStateException(this + " lies in the memory of its kernels, not the host's: download it first");
    }

    /** The address of the first element in the host's memory. */
    long address() {
        return onHost().pointer().address() + offset * type.bytes;
    }

    /** The address of the first element, for {@code cblas_s*}. */
    FloatPointer floats() {
        floats = floats == null ? onHost().pointer().getPointer(FloatPointer.class, offset) : floats;
        return floats;
    }

    /** The address of the first element, for {@code cblas_d*}. */
    DoublePointer doubles() {
        doubles = doubles == null ? onHost().pointer().getPointer(DoublePointer.class, offset) : doubles;
        return doubles;
    }

    /**
     * The view as an ND4J array [rows, cols] in c order.
     *
     * @throws IllegalStateException when the tensor does not lie in ND4J's memory
     */
    INDArray array() {
        if (array == null) {
            if (!(memory instanceof Nd4jMemory nd4j)) {
                throw new IllegalStateException(this + " does not lie in ND4J's memory");
            }
            array = nd4j.view(offset, rows, cols);
        }
        return array;
    }

    @Override
    public String toString() {
        return "Tensor[" + rows + ", " + cols + "]";
    }
}
