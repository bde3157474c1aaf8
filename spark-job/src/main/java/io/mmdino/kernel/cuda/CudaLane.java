package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What one thread needs of its own to use a device: arguments of launches, scratch memory of the device, and pinned memory of
 * the host for copies. Freed when the thread is gone.
 */
final class CudaLane {

    private static final int STAGING = 4 << 20;
    private static final int RING = 1 << 16;
    private static final int SMALLEST_SCRATCH = 1 << 16;

    private final CudaDevice device;
    private final KernelLaunch launch;
    private final Buffers buffers;

    CudaLane(CudaDevice device) {
        device.attach();
        this.device = device;
        buffers = new Buffers(device);
        launch = new KernelLaunch(device);
        register(this, buffers);
    }

    private static void register(CudaLane lane, Buffers buffers) {
        CudaDevice.CLEANER.register(lane, buffers);
    }

    /** What outlives the lane until it is freed. */
    private static final class Buffers implements Runnable {

        private final CudaDevice device;
        private final Pointer pinned = new BytePointer();
        private ByteBuffer staging;
        private int ringAt;
        private long scratch;
        private long scratchBytes;

        Buffers(CudaDevice device) {
            this.device = device;
        }

        ByteBuffer staging() {
            if (staging == null) {
                int bytes = STAGING + RING;
                driver(cudart.cuMemHostAlloc(pinned, bytes, 0), "cuMemHostAlloc", bytes + " bytes of the host");
                staging = new BytePointer(pinned).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
            }
            return staging.clear().limit(STAGING);
        }

        /** The next {@code bytes} behind the staging memory, which nothing is copied from any more. */
        ByteBuffer ring(int bytes) {
            staging();
            if (ringAt + bytes > RING) {
                device.awaitSent();
                ringAt = 0;
            }
            ByteBuffer next = staging.clear().position(STAGING + ringAt).slice().order(ByteOrder.nativeOrder());
            ringAt += bytes;
            return next.limit(bytes);
        }

        long scratch(long bytes) {
            if (bytes > scratchBytes) {
                long wanted = Math.max(SMALLEST_SCRATCH, bytes + bytes / 4);
                if (scratchBytes > 0) {
                    device.free(scratch, scratchBytes);
                    scratchBytes = 0;
                }
                scratch = device.allocate(wanted);
                scratchBytes = wanted;
            }
            return scratch;
        }

        @Override
        public void run() {
            device.attach();
            if (staging != null) {
                driver(cudart.cuMemFreeHost(pinned), "cuMemFreeHost", "pinned memory");
            }
            if (scratchBytes > 0) {
                device.free(scratch, scratchBytes);
            }
        }
    }

    /** Begins a launch. Its arguments follow in the order of the kernel's parameters. */
    KernelLaunch launch(String kernel) {
        return launch.begin(kernel);
    }

    /** Memory of the device with any content, at a multiple of 256; valid until the next call on this lane. */
    long scratch(long bytes) {
        return buffers.scratch(bytes);
    }

    /** Copies all of {@code source} to the device; it may be changed after the call. */
    void upload(ByteBuffer source, long address) {
        for (long done = 0; source.hasRemaining(); ) {
            ByteBuffer staging = buffers.staging();
            int count = Math.min(staging.remaining(), source.remaining());
            staging.put(0, source, source.position(), count);
            source.position(source.position() + count);
            driver(
                    cudart.cuMemcpyHtoDAsync(address + done, buffers.pinned, count, device.stream()),
                    "cuMemcpyHtoDAsync",
                    count + " bytes");
            device.synchronize("an upload");
            done += count;
        }
    }

    /** Copies as many bytes as {@code target} has room for to the host, after the work before it. */
    void download(long address, ByteBuffer target) {
        for (long done = 0; target.hasRemaining(); ) {
            ByteBuffer staging = buffers.staging();
            int count = Math.min(staging.remaining(), target.remaining());
            driver(
                    cudart.cuMemcpyDtoHAsync(buffers.pinned, address + done, count, device.stream()),
                    "cuMemcpyDtoHAsync",
                    count + " bytes");
            device.synchronize("a download");
            target.put(staging.limit(count));
            done += count;
        }
    }

    /**
     * Copies numbers to the device without waiting.
     *
     * @param numbers at most 8,192
     */
    void send(double[] numbers, long address) {
        ByteBuffer bytes = buffers.ring(Math.multiplyExact(numbers.length, Double.BYTES));
        for (double number : numbers) {
            bytes.putDouble(number);
        }
        bytes.flip();
        device.send(new BytePointer(bytes), bytes.remaining(), address);
    }
}
