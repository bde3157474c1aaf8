package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.driver;

import io.mmdino.kernel.Memory;
import io.mmdino.kernel.Tensor;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * A GPU with the kernels loaded, and the one stream of all its work. It lives as long as the process.
 *
 * <p>With {@code -Dmmdino.cuda.check=true} every launch is waited for, so that the kernel that fails is named; otherwise the
 * error shows at a later call.
 */
final class CudaDevice implements Memory.Source {

    static final Cleaner CLEANER = Cleaner.create();

    private static final int NON_BLOCKING = 1;

    private final int number;
    private final boolean checks = Boolean.getBoolean("mmdino.cuda.check");
    private final CUctx_st context = new CUctx_st();
    private final CUstream_st stream = new CUstream_st();
    private final CUmod_st module = new CUmod_st();
    private final Map<String, KernelFunction> functions = new ConcurrentHashMap<>();
    private final ThreadLocal<CudaLane> lanes = ThreadLocal.withInitial(() -> new CudaLane(this));
    private final int sharedBytes;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong awaited = new AtomicLong();

    /**
     * @param number the driver's number of the device
     * @param cubin the kernels, compiled for it
     */
    CudaDevice(int number, byte[] cubin) {
        this.number = number;
        driver(cudart.cuInit(0), "cuInit", toString());
        driver(cudart.cuDevicePrimaryCtxRetain(context, number), "cuDevicePrimaryCtxRetain", toString());
        attach();
        driver(cudart.cuStreamCreate(stream, NON_BLOCKING), "cuStreamCreate", toString());
        try (BytePointer image = new BytePointer(cubin)) {
            driver(cudart.cuModuleLoadData(module, image), "cuModuleLoadData", cubin.length + " bytes of kernels");
        }
        sharedBytes = attribute(number, cudart.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
    }

    /** A property of a device; the driver must be initialised. */
    static int attribute(int device, int which) {
        int[] value = new int[1];
        driver(cudart.cuDeviceGetAttribute(value, which, device), "cuDeviceGetAttribute", "attribute " + which);
        return value[0];
    }

    /** Ten times the compute capability, such as 90 for sm_90. */
    static int architecture(int device) {
        return 10 * attribute(device, cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(device, cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    /** Makes the calling thread use this device. */
    void attach() {
        driver(cudart.cuCtxSetCurrent(context), "cuCtxSetCurrent", toString());
    }

    /** The calling thread's buffers. */
    CudaLane lane() {
        return lanes.get();
    }

    CUstream_st stream() {
        return stream;
    }

    boolean checks() {
        return checks;
    }

    /** Bytes of shared memory that a block can have. */
    int sharedBytes() {
        return sharedBytes;
    }

    /** The kernel of that name. */
    KernelFunction function(String kernel) {
        KernelFunction known = functions.get(kernel);
        return known != null ? known : functions.computeIfAbsent(kernel, this::find);
    }

    private KernelFunction find(String kernel) {
        CUfunc_st function = new CUfunc_st();
        driver(cudart.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction", kernel);
        return new KernelFunction(kernel, function);
    }

    /** New zeroed memory for tensors. */
    @Override
    public Memory allocate(Tensor.Type type, long length) {
        return new DeviceMemory(this, type, length);
    }

    /**
     * Memory with any content.
     *
     * @throws CudaException when there is too little; it says how much there is
     */
    long allocate(long bytes) {
        lane();
        long[] address = new long[1];
        int code = cudart.cuMemAlloc(address, bytes);
        if (code == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
            throw CudaException.outOfMemory(outOfMemory(bytes));
        }
        driver(code, "cuMemAlloc", bytes + " bytes");
        held.addAndGet(bytes);
        return address[0];
    }

    private String outOfMemory(long bytes) {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            driver(cudart.cuMemGetInfo(free, total), "cuMemGetInfo", toString());
            return String.format(
                    "%s has too little memory: %d MB more are wanted, %d MB of its %d MB are free, and this process holds %d MB",
                    this, bytes >> 20, free.get() >> 20, total.get() >> 20, held.get() >> 20);
        }
    }

    /** Frees what {@link #allocate(long)} gave, on any thread, when the work that uses it is done. */
    void free(long address, long bytes) {
        attach();
        driver(cudart.cuMemFree(address), "cuMemFree", "memory of a tensor");
        held.addAndGet(-bytes);
    }

    /** Pinned memory, from which the device copies without the host's help. */
    @Override
    public Tensor host(Tensor.Type type, int length) {
        lane();
        long bytes = Math.multiplyExact(Math.max(1L, length), type.bytes());
        Pointer pinned = new BytePointer();
        driver(cudart.cuMemHostAlloc(pinned, bytes, 0), "cuMemHostAlloc", bytes + " bytes of the host");
        Pointer.memset(pinned, 0, bytes);
        return Tensor.root(Memory.ofHost(type, length, new BytePointer(pinned), () -> freeHost(pinned)), type);
    }

    private void freeHost(Pointer pinned) {
        attach();
        driver(cudart.cuMemFreeHost(pinned), "cuMemFreeHost", "pinned memory");
    }

    @Override
    public void send(ByteBuffer source, Tensor target) {
        lane();
        send(new BytePointer(source), source.remaining(), DeviceMemory.address(target));
        Reference.reachabilityFence(target);
    }

    /** Copies pinned memory to the device, after the work before it; the memory is read until {@link #awaitSent} returns. */
    void send(Pointer pinned, long bytes, long address) {
        driver(cudart.cuMemcpyHtoDAsync(address, pinned, bytes, stream), "cuMemcpyHtoDAsync", bytes + " bytes");
        sent.incrementAndGet();
    }

    @Override
    public void awaitSent() {
        if (awaited.get() < sent.get()) {
            lane();
            synchronize("copies to the device");
        }
    }

    /** Sets bytes to 0, after the work before it. */
    void clear(long address, long bytes) {
        lane();
        driver(cudart.cuMemsetD8Async(address, (byte) 0, bytes, stream), "cuMemsetD8Async", bytes + " bytes");
    }

    /** Waits until all work is done. */
    void synchronize(String what) {
        long before = sent.get();
        driver(cudart.cuStreamSynchronize(stream), "cuStreamSynchronize", what);
        awaited.accumulateAndGet(before, Math::max);
    }

    @Override
    public String toString() {
        return "GPU " + number;
    }
}
