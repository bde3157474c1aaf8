package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Memory;
import io.mmdino.kernel.Tensor;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** Memory of a GPU, zeroed; freed when it is no longer reachable, if {@link #free} has not freed it before. */
final class DeviceMemory implements Memory {

    private final CudaDevice device;
    private final int elementBytes;
    private final long length;
    private final long address;
    private final Cleaner.Cleanable allocation;

    DeviceMemory(CudaDevice device, Tensor.Type type, long length) {
        this.device = device;
        this.elementBytes = type.bytes();
        this.length = length;
        long bytes = Math.multiplyExact(Math.max(1, length), elementBytes); // the driver gives no memory of 0 bytes
        address = device.allocate(bytes);
        device.clear(address, bytes);
        allocation = register(this, device, address, bytes);
    }

    private static Cleaner.Cleanable register(DeviceMemory memory, CudaDevice device, long address, long bytes) {
        return CudaDevice.CLEANER.register(memory, () -> device.free(address, bytes));
    }

    /**
     * The address of a tensor's first element; 0 for a tensor without elements.
     *
     * @throws IllegalStateException when it does not lie in the memory of a GPU
     */
    static long address(Tensor tensor) {
        if (tensor.memory() instanceof DeviceMemory memory) {
            return memory.at(tensor.offset());
        }
        if (tensor.length() == 0) {
            return 0;
        }
        throw new IllegalStateException(tensor + " does not lie in the memory of a GPU: upload it first");
    }

    private long at(long element) {
        return address + element * elementBytes;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(long from, ByteBuffer target) {
        device.lane().download(at(from), target);
        Reference.reachabilityFence(this); // or the memory could be freed while only its address is used
    }

    @Override
    public void write(long from, ByteBuffer source) {
        device.lane().upload(source, at(from));
        Reference.reachabilityFence(this);
    }

    @Override
    public void clear(long from, long count) {
        device.clear(at(from), count * elementBytes);
        Reference.reachabilityFence(this);
    }

    @Override
    public void free() {
        allocation.clean();
    }
}
