package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of all parameters of a model in one flat vector, with a matrix view for each parameter. Weights, gradients,
 * moments and the teacher's moving average are one vector each.
 */
public final class ParameterVector implements AutoCloseable {

    private static final int CHUNK = 1 << 27;

    private final ParameterLayout layout;
    private final Tensor flat;
    private final Map<String, Tensor> views = new HashMap<>();
    private Optional<ParameterVector> copy = Optional.empty();

    /** A new zeroed vector in the memory of these kernels, in elements of their type. */
    public ParameterVector(ParameterLayout layout, Kernels kernels) {
        this(layout, kernels.allocate(kernels.type(), layout.length()));
    }

    /** A new zeroed vector in the host's memory. */
    public ParameterVector(ParameterLayout layout, Tensor.Type type) {
        this(layout, Tensor.root(new HostMemory(type, layout.length()), type));
    }

    private ParameterVector(ParameterLayout layout, Tensor flat) {
        this.layout = layout;
        this.flat = flat;
        layout.parameters().forEach(p -> views.put(p.name(), flat.slice(p.offset(), p.rows(), p.cols())));
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** The parameter's matrix view, [rows, cols] of {@link Parameter}. */
    public Tensor of(Parameter parameter) {
        return of(parameter.name());
    }

    /**
     * The matrix view of the parameter of that name.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    public Tensor of(String name) {
        return views.get(layout.of(name).name());
    }

    /** Elements, padding included. */
    public long length() {
        return layout.length();
    }

    /** A view [1, count] of consecutive elements; the whole vector may be longer than one view can be. */
    public Tensor range(long from, int count) {
        return flat.slice(from, 1, count);
    }

    /** Bytes of one element. */
    public int elementBytes() {
        return flat.type().bytes;
    }

    /** Type of the elements. */
    public Tensor.Type type() {
        return flat.type();
    }

    /**
     * This vector when it lies in the host's memory, else a copy there with its current values. Values written to the copy
     * reach this vector through {@link #changedOnHost}; the copy lives as long as this vector.
     */
    public ParameterVector onHost() {
        if (flat.isOnHost()) {
            return this;
        }
        ParameterVector host = copy.orElseGet(() -> new ParameterVector(layout, type()));
        copy = Optional.of(host);
        forEachRange((from, count) -> host.range(from, count).assign(range(from, count)));
        return host;
    }

    /** Overwrites this vector with the values of {@link #onHost}'s copy; without effect when there is no copy. */
    public void changedOnHost() {
        copy.ifPresent(host -> forEachRange((from, count) -> range(from, count).assign(host.range(from, count))));
    }

    /**
     * A read-only view of consecutive elements of a vector in the host's memory, native byte order. It must not be used after
     * this vector is closed.
     *
     * @see #onHost
     */
    public ByteBuffer bytes(long from, int count) {
        return range(from, count).bytes().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Overwrites a vector in the host's memory from byte {@code firstByte} on with the remaining bytes of {@code source}, which
     * may begin and end within elements.
     */
    public void putBytes(long firstByte, ByteBuffer source) {
        int skipped = (int) (firstByte % elementBytes());
        int count = (skipped + source.remaining() + elementBytes() - 1) / elementBytes();
        range(firstByte / elementBytes(), count).bytes().position(skipped).put(source);
    }

    /** Calls {@code use} with consecutive ranges that cover the vector, in order. */
    public void forEachRange(RangeUse use) {
        for (long from = 0; from < length(); from += CHUNK) {
            use.range(from, (int) Math.min(CHUNK, length() - from));
        }
    }

    /**
     * Calls {@code use} with ranges that cover the vector, at the same time on all lanes: one consecutive range for each lane,
     * or several where it would be too long for a view. For operations on each element alone, whose results do not depend on
     * the ranges.
     */
    public void forEachPart(Lanes lanes, RangeUse use) {
        long blocks = (length() + ParameterLayout.ALIGNMENT - 1) / ParameterLayout.ALIGNMENT;
        lanes.run(lane -> {
            long end = Math.min(length(), blocks * (lane + 1) / lanes.count() * ParameterLayout.ALIGNMENT);
            for (long from = blocks * lane / lanes.count() * ParameterLayout.ALIGNMENT; from < end; from += CHUNK) {
                use.range(from, (int) Math.min(CHUNK, end - from));
            }
        });
    }

    /** Receives consecutive ranges of {@code count} elements from element {@code from} on. */
    @FunctionalInterface
    public interface RangeUse {
        void range(long from, int count);
    }

    /**
     * A copy of all elements, padding included, as float32.
     *
     * @throws ArithmeticException when an array cannot hold so many
     */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(length())];
        ParameterVector host = onHost();
        host.forEachRange((from, count) -> host.range(from, count).copyTo(values, (int) from));
        return values;
    }

    /**
     * Overwrites all elements.
     *
     * @throws IllegalArgumentException when there are more or fewer values than elements
     */
    public void assign(float[] values) {
        if (values.length != length()) {
            throw new IllegalArgumentException(values.length + " values for " + length() + " elements");
        }
        ParameterVector host = onHost();
        host.forEachRange((from, count) -> host.range(from, count).copyFrom(values, (int) from));
        changedOnHost();
    }

    @Override
    public void close() {
        flat.free();
        copy.ifPresent(ParameterVector::close);
    }
}
