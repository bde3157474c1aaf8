package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of all parameters of a model in one flat vector, with a matrix view for each parameter. Weights, gradients,
 * moments and the teacher's moving average are one vector each.
 */
public final class ParameterVector implements AutoCloseable {

    private static final int CHUNK = 1 << 28;

    private final ParameterLayout layout;
    private final Tensor flat;
    private final Map<String, Tensor> views = new HashMap<>();

    /** A new zeroed vector. */
    public ParameterVector(ParameterLayout layout, Tensor.Type type) {
        this.layout = layout;
        this.flat = Tensor.root(type, layout.length());
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
     * Copies newer values from the GPU to the host's memory, where {@link #bytes}, {@link #putBytes} and the kernels of the CPU
     * use them. Between this call and {@link #changedOnHost} nothing may compute with the vector on a GPU.
     */
    public void onHost() {
        flat.onHost();
    }

    /** Call after writing on the host: the GPU then copies the host's values before it computes with them. */
    public void changedOnHost() {
        flat.changedOnHost();
    }

    /**
     * A read-only view of consecutive elements in the host's memory, native byte order. It must not be used after this vector
     * is closed.
     *
     * @see #onHost
     */
    public ByteBuffer bytes(long from, int count) {
        return range(from, count).bytes().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Overwrites the host's memory from byte {@code firstByte} on with the remaining bytes of {@code source}, which may begin and
     * end within elements.
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

    @Override
    public void close() {
        flat.free();
    }
}
