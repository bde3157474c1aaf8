package io.mmdino.kernel.onednn;

import org.bytedeco.javacpp.BytePointer;

/** Native memory of one thread that is kept from call to call and only grows. */
final class Scratch implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private BytePointer memory = new BytePointer(0L);
    private long capacity;

    /** The address, a multiple of 64, of {@code bytes} bytes or more with undefined contents. */
    long atLeast(long bytes) {
        if (bytes > capacity) {
            memory.deallocate();
            capacity = bytes + bytes / 2;
            memory = new BytePointer(capacity + ALIGNMENT);
        }
        return (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    @Override
    public void close() {
        memory.deallocate();
    }
}
