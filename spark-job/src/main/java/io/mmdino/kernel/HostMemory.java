package io.mmdino.kernel;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory of the host outside the Java heap, zeroed, on a boundary of 64 bytes, a cache line and the widest vector. It is
 * freed when it is no longer reachable, if {@link #free} has not freed it before.
 */
final class HostMemory implements Memory {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int ALIGNMENT = 64;

    private final Tensor.Type type;
    private final long length;
    private final Pointer first;
    private final Cleaner.Cleanable allocation;

    HostMemory(Tensor.Type type, long length) {
        this.type = type;
        this.length = length;
        long size = Math.multiplyExact(length, type.bytes) + ALIGNMENT;
        Pointer all = Pointer.calloc(1, size);
        if (all == null || all.isNull()) {
            throw new OutOfMemoryError("no " + size + " bytes of memory outside the heap for " + length + " elements");
        }
        long skipped = (ALIGNMENT - all.address() % ALIGNMENT) % ALIGNMENT;
        first = new BytePointer(all).getPointer(BytePointer.class, skipped);
        allocation = CLEANER.register(this, () -> Pointer.free(all));
    }

    /**
     * Memory that something else has allocated, on such a boundary.
     *
     * @param all zeroed
     * @param free frees it
     */
    HostMemory(Tensor.Type type, long length, Pointer all, Runnable free) {
        this.type = type;
        this.length = length;
        first = all;
        allocation = CLEANER.register(this, free);
    }

    @Override
    public long length() {
        return length;
    }

    /** The address of the first element. */
    Pointer pointer() {
        return first;
    }

    /** The bytes of {@code count} elements from element {@code from} on. They are valid as long as this memory is. */
    ByteBuffer bytes(long from, long count) {
        long size = count * type.bytes;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalStateException("a view of " + count + " elements is beyond 2 GB");
        }
        return first.getPointer(BytePointer.class, from * type.bytes)
                .capacity(size)
                .asByteBuffer();
    }

    @Override
    public void read(long from, ByteBuffer target) {
        target.put(bytes(from, target.remaining() / type.bytes));
    }

    @Override
    public void write(long from, ByteBuffer source) {
        bytes(from, source.remaining() / type.bytes).put(source);
    }

    @Override
    public void clear(long from, long count) {
        Pointer.memset(first.getPointer(BytePointer.class, from * type.bytes), 0, count * type.bytes);
    }

    @Override
    public void free() {
        allocation.clean();
    }
}
