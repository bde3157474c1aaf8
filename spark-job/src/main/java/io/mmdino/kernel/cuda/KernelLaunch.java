package io.mmdino.kernel.cuda;

import static io.mmdino.kernel.cuda.CudaException.driver;

import io.mmdino.kernel.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * One launch at a time of one thread: arguments are collected in memory outside the heap, which is used again and again, so that
 * a launch allocates nothing. Java's type of an argument decides the kernel's: int, long long, float, double, or a pointer for
 * a tensor and for an address, which is a long.
 */
final class KernelLaunch {

    /** Threads of the blocks of most kernels. */
    static final int BLOCK = 256;

    private static final int SLOTS = 24;
    private static final int SLOT_BYTES = 32;
    private static final int MOST_BLOCKS = 4096;
    /** Rows of blocks of a grid. */
    static final int MOST_ROWS_OF_BLOCKS = 65535;

    private static final int TILE_COLUMNS = 128;
    private static final int TILE_ROWS = 8;
    private static final int WARP = 32;
    private static final int WARPS = 8;
    private static final int MOST_TILES = 1024;
    private static final int ROWS_OF_A_PARTIAL_SUM = 64;
    private static final int MOST_PARTIAL_SUMS = 256;

    private final CudaDevice device;
    private final BytePointer memory = new BytePointer((long) SLOTS * SLOT_BYTES);
    private final ByteBuffer values = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    private final PointerPointer<Pointer> pointers = new PointerPointer<>(SLOTS);
    private final Tensor[] held = new Tensor[SLOTS]; // so that none is freed before it is used
    private String kernel;
    private int count;

    KernelLaunch(CudaDevice device) {
        this.device = device;
        for (int i = 0; i < SLOTS; i++) {
            pointers.put(i, memory.getPointer(BytePointer.class, (long) i * SLOT_BYTES));
        }
    }

    /** Parts into which sums over rows are cut: by the number of rows alone, because the order of additions follows it. */
    static int parts(int rows) {
        return Math.max(1, Math.min(MOST_PARTIAL_SUMS, ceil(rows, ROWS_OF_A_PARTIAL_SUM)));
    }

    static int ceil(long a, int b) {
        return Math.toIntExact((a + b - 1) / b);
    }

    KernelLaunch begin(String name) {
        kernel = name;
        count = 0;
        return this;
    }

    private int next() {
        return SLOT_BYTES * count++;
    }

    KernelLaunch with(Tensor tensor) {
        held[count] = tensor;
        return with(DeviceMemory.address(tensor));
    }

    /** A null pointer for a tensor without rows. */
    KernelLaunch withOptional(Tensor tensor) {
        return tensor.rows() == 0 ? with(0L) : with(tensor);
    }

    KernelLaunch with(long value) {
        values.putLong(next(), value);
        return this;
    }

    KernelLaunch with(int value) {
        values.putInt(next(), value);
        return this;
    }

    KernelLaunch with(float value) {
        values.putFloat(next(), value);
        return this;
    }

    KernelLaunch with(double value) {
        values.putDouble(next(), value);
        return this;
    }

    /** A struct of four doubles. */
    KernelLaunch withStruct(double a, double b, double c, double d) {
        int at = next();
        values.putDouble(at, a);
        values.putDouble(at + Double.BYTES, b);
        values.putDouble(at + 2 * Double.BYTES, c);
        values.putDouble(at + 3 * Double.BYTES, d);
        return this;
    }

    /** A struct of five ints. */
    KernelLaunch withStruct(int a, int b, int c, int d, int e) {
        int at = next();
        values.putInt(at, a);
        values.putInt(at + Integer.BYTES, b);
        values.putInt(at + 2 * Integer.BYTES, c);
        values.putInt(at + 3 * Integer.BYTES, d);
        values.putInt(at + 4 * Integer.BYTES, e);
        return this;
    }

    /** Launches for n elements alike, by a grid of any size. */
    void overElements(long n) {
        if (n > 0) {
            run((int) Math.min(MOST_BLOCKS, (n + BLOCK - 1) / BLOCK), 1, BLOCK, 1, 0);
        }
    }

    /** A block for each row, with dynamic shared memory. */
    void overRows(int rows, int shared) {
        if (rows > 0) {
            run(rows, 1, BLOCK, 1, shared);
        }
    }

    /** A warp for each row. */
    void overWarps(int rows) {
        if (rows > 0) {
            run(ceil(rows, WARPS), 1, BLOCK, 1, 0);
        }
    }

    /** A thread for each column, in so many rows of blocks. */
    void overColumns(int cols, int blockRows) {
        if (cols > 0 && blockRows > 0) {
            run(ceil(cols, BLOCK), blockRows, BLOCK, 1, 0);
        }
    }

    /** A thread for each column and a row of blocks for each row, as far as a grid goes. */
    void overTable(int rows, int cols) {
        overColumns(cols, Math.min(rows, MOST_ROWS_OF_BLOCKS));
    }

    /** Tiles of 128 columns by 8 rows, in {@code parts} rows of blocks. */
    void overTiles(int cols, int parts) {
        if (cols > 0) {
            run(ceil(cols, TILE_COLUMNS), parts, WARP, TILE_ROWS, 0);
        }
    }

    /** {@link #overTiles(int, int)} where no sum depends on the number of blocks. */
    void overAllTiles(int rows, int cols) {
        if (rows > 0) {
            overTiles(cols, Math.min(MOST_TILES, ceil(rows, TILE_ROWS)));
        }
    }

    /** Launches a grid [x, y] of blocks [x, y] with {@code shared} bytes of dynamic shared memory. */
    void run(int gridX, int gridY, int blockX, int blockY, int shared) {
        KernelFunction function = device.function(kernel);
        function.allow(shared);
        int code = cudart.cuLaunchKernel(
                function.function(), gridX, gridY, 1, blockX, blockY, 1, shared, device.stream(), pointers, null);
        if (code != cudart.CUDA_SUCCESS || device.checks()) {
            String what = kernel + ", grid " + gridX + " x " + gridY + ", block " + blockX + " x " + blockY + ", "
                    + shared + " bytes shared";
            driver(code, "cuLaunchKernel", what);
            device.synchronize(what);
        }
        Arrays.fill(held, 0, count, null);
    }
}
