package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** One flat vector with a named matrix view for each parameter: weights, gradients, moments or a moving average. */
public final class ParameterVector implements AutoCloseable {

    private static final int CHUNK = 1 << 28;

    private final ParameterLayout layout;
    private final Tensor flat;
    private final Map<String, Tensor> views = new HashMap<>();

    public ParameterVector(ParameterLayout layout, Tensor.Type type) {
        this.layout = layout;
        this.flat = Tensor.root(type, layout.length());
        layout.parameters().forEach(p -> views.put(p.name(), flat.slice(p.offset(), p.rows(), p.cols())));
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** The parameter's matrix view. */
    public Tensor of(Parameter parameter) {
        return of(parameter.name());
    }

    public Tensor of(String name) {
        return views.get(layout.of(name).name());
    }

    /** Elements, padding included. */
    public long length() {
        return layout.length();
    }

    /** Consecutive elements as one row; the vector itself may be longer than a view may be. */
    public Tensor range(long from, int count) {
        return flat.slice(from, 1, count);
    }

    /** Bytes of one element. */
    public int elementBytes() {
        return flat.type().bytes;
    }

    /** What one element is. */
    public Tensor.Type type() {
        return flat.type();
    }

    /**
     * Brings the vector to the host's memory, where {@link #bytes}, {@link #putBytes} and kernels of the host see it. Between this
     * and {@link #changedOnHost} nothing may compute with it on a GPU.
     */
    public void onHost() {
        flat.onHost();
    }

    /** The host's memory is the newest from now on. */
    public void changedOnHost() {
        flat.changedOnHost();
    }

    /**
     * Consecutive elements as they lie in the host's memory, not a copy, for reading only; dead once this vector is closed.
     *
     * @see #onHost
     */
    public ByteBuffer bytes(long from, int count) {
        return range(from, count).bytes().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** Overwrites the host's memory with what remains of {@code source}, which may begin and end inside elements. */
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

    /** @see #forEachRange */
    @FunctionalInterface
    public interface RangeUse {
        void range(long from, int count);
    }

    @Override
    public void close() {
        flat.free();
    }
}
