package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Scratch memory of one lane, used like a stack: tensors are taken one after the other and released together, back to a
 * mark. After the first training step has grown it, later steps allocate nothing. Not thread-safe.
 */
public final class Workspace implements AutoCloseable {

    private static final long SLAB = 1 << 24;
    private static final int ALIGNMENT = 16;

    private final Kernels kernels;
    private final Tensor.Type type;
    private final long slabLength;
    private final List<Tensor> slabs = new ArrayList<>();
    private int slab;
    private long used;

    /** Scratch memory of these kernels, in elements of their type. */
    public Workspace(Kernels kernels) {
        this(kernels, kernels.type());
    }

    /** Scratch memory of these kernels in elements of {@code type}. */
    public Workspace(Kernels kernels, Tensor.Type type) {
        this(kernels, type, SLAB);
    }

    /** @param slabLength elements of one slab, the unit of growth */
    Workspace(Kernels kernels, Tensor.Type type, long slabLength) {
        this.kernels = kernels;
        this.type = type;
        this.slabLength = slabLength;
    }

    /** How much was taken at one time; {@link #release} goes back to it. */
    public record Mark(int slab, long used) {}

    /** A matrix [rows, cols] with undefined contents, valid until a mark from before it is released. */
    public Tensor take(int rows, int cols) {
        long need = Math.max(ALIGNMENT, ((long) rows * cols + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        while (slab < slabs.size() && used + need > slabs.get(slab).length()) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            slabs.add(kernels.allocate(type, Math.toIntExact(slabFor(need))));
        }
        Tensor taken = slabs.get(slab).slice(used, rows, cols);
        used += need;
        return taken;
    }

    /** Rounded up to whole slabs, so that needs that vary from step to step can reuse each other's slabs. */
    private long slabFor(long need) {
        long whole = (need + slabLength - 1) / slabLength * slabLength;
        return whole <= Integer.MAX_VALUE ? whole : need;
    }

    /** The current state, for {@link #release}. */
    public Mark mark() {
        return new Mark(slab, used);
    }

    /** Releases all tensors taken since {@code mark}. */
    public void release(Mark mark) {
        slab = mark.slab();
        used = mark.used();
    }

    /** Releases all tensors. */
    public void releaseAll() {
        release(new Mark(0, 0));
    }

    /** Elements of all slabs, taken or not. */
    public long capacity() {
        return slabs.stream().mapToLong(Tensor::length).sum();
    }

    @Override
    public void close() {
        slabs.forEach(Tensor::free);
        slabs.clear();
        releaseAll();
    }
}
