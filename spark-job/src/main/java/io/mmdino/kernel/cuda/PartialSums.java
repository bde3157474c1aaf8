package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Tensor;

/**
 * Sums over rows in parts, which kernels write and {@code add_partials} adds in order, so that equal shapes give equal bits.
 *
 * @param lane whose scratch memory holds them
 * @param parts rows of partial sums
 * @param cols sums of a part
 * @param address float32 [parts, cols]
 */
record PartialSums(CudaLane lane, int parts, int cols, long address) {

    /** As many parts as sums over {@code rows} are cut into. */
    static PartialSums of(CudaLane lane, int rows, int cols) {
        return ofParts(lane, KernelLaunch.parts(rows), cols);
    }

    static PartialSums ofParts(CudaLane lane, int parts, int cols) {
        return new PartialSums(lane, parts, cols, lane.scratch((long) parts * cols * Float.BYTES));
    }

    /** Adds the sums from column {@code first} on to all elements of {@code target}. */
    void addTo(Tensor target, int first) {
        int count = Math.toIntExact(target.length());
        lane.launch("add_partials")
                .with(address + (long) first * Float.BYTES)
                .with(parts)
                .with(cols)
                .with(count)
                .with(target)
                .overColumns(count, 1);
    }
}
