package io.mmdino.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Scratch memory of one lane: tensors are taken in order and given back all at once, so a training step allocates
 * nothing once the first step has shown how much it needs. Contents of a taken tensor are undefined.
 */
public final class Workspace implements AutoCloseable {

    private static final long SLAB = 1 << 24;
    private static final int ALIGNMENT = 16;

    private final Tensor.Type type;
    private final long slabLength;
    private final List<Tensor> slabs = new ArrayList<>();
    private int slab;
    private long used;

    public Workspace(Tensor.Type type) {
        this(type, SLAB);
    }

    /** @param slabLength elements by which it grows */
    Workspace(Tensor.Type type, long slabLength) {
        this.type = type;
        this.slabLength = slabLength;
    }

    /** A place to come back to with {@link #release}. */
    public record Mark(int slab, long used) {}

    /** An uninitialised matrix, valid until the mark taken before it is released. */
    public Tensor take(int rows, int cols) {
        long need = Math.max(ALIGNMENT, ((long) rows * cols + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        while (slab < slabs.size() && used + need > slabs.get(slab).length()) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            slabs.add(Tensor.zeros(type, 1, Math.toIntExact(slabFor(need))));
        }
        Tensor taken = slabs.get(slab).slice(used, rows, cols);
        used += need;
        return taken;
    }

    /** Whole slabs, so that a need that varies from step to step does not leave a slab behind for each new record. */
    private long slabFor(long need) {
        long whole = (need + slabLength - 1) / slabLength * slabLength;
        return whole <= Integer.MAX_VALUE ? whole : need;
    }

    public Mark mark() {
        return new Mark(slab, used);
    }

    public void release(Mark mark) {
        slab = mark.slab();
        used = mark.used();
    }

    public void releaseAll() {
        release(new Mark(0, 0));
    }

    /** Elements held, taken or not. */
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
