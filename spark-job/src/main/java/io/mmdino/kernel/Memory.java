package io.mmdino.kernel;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory that holds the elements of tensors. It belongs to the kernels that compute with them, whose packages implement it:
 * {@link HostMemory}, {@link Nd4jMemory} and that of GPUs.
 */
public interface Memory {

    /** Makes the memory of tensors. */
    @FunctionalInterface
    interface Source {
        /** New zeroed memory for {@code length} elements; 0 gives memory without elements. */
        Memory allocate(Tensor.Type type, long length);

        /** {@link Kernels#hostTensor}. */
        default Tensor host(Tensor.Type type, int length) {
            return Tensor.host(type, 1, length);
        }

        /** {@link Kernels#send} of the bytes of a {@link #host} tensor. */
        default void send(ByteBuffer source, Tensor target) {
            target.memory().write(target.offset(), source);
        }

        /** {@link Kernels#awaitSent}. */
        default void awaitSent() {}
    }

    /**
     * Memory of the host that a device has allocated.
     *
     * @param first zeroed, on a boundary of 64 bytes
     * @param free frees it
     */
    static Memory ofHost(Tensor.Type type, long length, Pointer first, Runnable free) {
        return new HostMemory(type, length, first, free);
    }

    /** Elements. */
    long length();

    /** Copies the elements from element {@code from} on to the host, as many as {@code target} has room for. */
    void read(long from, ByteBuffer target);

    /** Overwrites the elements from element {@code from} on with those of {@code source}, all of them. */
    void write(long from, ByteBuffer source);

    /** Sets {@code count} elements from element {@code from} on to 0. */
    void clear(long from, long count);

    /** Frees the memory at once; idempotent. */
    void free();
}
