package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * The studies of one lane and the positions of their rows in the matrices of the batch and in the lane's own head input.
 * The head input holds the cls tokens of the global crops, then (student only) those of the local crops, then the masked
 * patches; each part is ordered by study, then crop.
 *
 * <p>Letters: b = the lane's studies, L = local crops, t = the lane's masked patches, D = width.
 *
 * @param from first study of the batch that is this lane's
 * @param to one after its last study; equal to {@code from} when there are more lanes than studies
 */
record LaneRows(CropGeometry geometry, TrainingBatch batch, int from, int to) {

    /** The consecutive studies of one lane when a batch is divided among {@code lanes} lanes as evenly as possible. */
    static LaneRows of(CropGeometry geometry, TrainingBatch batch, int lane, int lanes) {
        return new LaneRows(geometry, batch, batch.size() * lane / lanes, batch.size() * (lane + 1) / lanes);
    }

    boolean isEmpty() {
        return from == to;
    }

    /** Number of the lane's studies, b. */
    int studies() {
        return to - from;
    }

    /** Number of global crops, 2b. */
    int globals() {
        return CropGeometry.GLOBALS * studies();
    }

    /** Number of local crops, L*b. */
    int locals() {
        return geometry.locals() * studies();
    }

    /** Number of cls rows, 2b + L*b. */
    int cls() {
        return globals() + locals();
    }

    /** Number of masked patches, t. */
    int patches() {
        return batch.targets(from, to);
    }

    /** This lane's rows of a matrix with one for each global crop of the batch. */
    Tensor ownGlobals(Tensor batchRows) {
        return batchRows.rows(CropGeometry.GLOBALS * from, CropGeometry.GLOBALS * to);
    }

    /** This lane's rows of a matrix with one for each masked patch of the batch. */
    Tensor ownPatches(Tensor batchRows) {
        int first = batch.targets(0, from);
        return batchRows.rows(first, first + patches());
    }

    /** Copies a chunk's cls tokens and masked patches of the global crops to their rows of the lane's head input. */
    void gatherGlobals(Kernels kernels, ChunkInput chunk, Tensor tokens, Tensor input) {
        kernels.gatherRows(tokens, chunk.globalCls(), globalRows(chunk, input));
        kernels.gatherRows(tokens, chunk.targets(), patchRows(chunk, input));
    }

    /** Copies a chunk's cls tokens of the local crops to their rows of the lane's head input. */
    void gatherLocals(Kernels kernels, ChunkInput chunk, Tensor tokens, Tensor input) {
        kernels.gatherRows(tokens, chunk.localCls(), localRows(chunk, input));
    }

    /** Backward of {@link #gatherGlobals}: adds the chunk's rows of the head input's gradient to dtokens. */
    void scatterGlobals(Kernels kernels, ChunkInput chunk, Tensor dinput, Tensor dtokens) {
        kernels.scatterAddRows(globalRows(chunk, dinput), chunk.globalCls(), dtokens);
        kernels.scatterAddRows(patchRows(chunk, dinput), chunk.targets(), dtokens);
    }

    /** Backward of {@link #gatherLocals}: adds the chunk's rows of the head input's gradient to dtokens. */
    void scatterLocals(Kernels kernels, ChunkInput chunk, Tensor dinput, Tensor dtokens) {
        kernels.scatterAddRows(localRows(chunk, dinput), chunk.localCls(), dtokens);
    }

    private Tensor globalRows(ChunkInput chunk, Tensor input) {
        return input.rows(CropGeometry.GLOBALS * (chunk.from() - from), CropGeometry.GLOBALS * (chunk.to() - from));
    }

    private Tensor localRows(ChunkInput chunk, Tensor input) {
        int locals = geometry.locals();
        return input.rows(globals() + locals * (chunk.from() - from), globals() + locals * (chunk.to() - from));
    }

    private Tensor patchRows(ChunkInput chunk, Tensor input) {
        int first = input.rows() - patches() + batch.targets(from, chunk.from());
        return input.rows(first, first + batch.targets(chunk.from(), chunk.to()));
    }
}
