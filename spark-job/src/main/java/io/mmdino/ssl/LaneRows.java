package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;

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

    /** Tokens in a chunk: enough for the matrix products to run at full speed, few enough to stay in cache. */
    private static final int CHUNK_TOKENS = 768;

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

    /** The lane's studies in chunks of about {@link #CHUNK_TOKENS} tokens, at least one study each. */
    List<CropTensors> chunks(Pass pass, VitSettings vit) {
        int size = Math.max(1, CHUNK_TOKENS / (CropGeometry.GLOBALS * vit.tokens(geometry.globalSide())));
        List<CropTensors> chunks = new ArrayList<>();
        for (int first = from; first < to; first += size) {
            chunks.add(new CropTensors(pass, vit, batch, first, Math.min(to, first + size)));
        }
        return chunks;
    }

    /** Copies a chunk's cls tokens and masked patches of the global crops to their rows of the lane's head input. */
    void gatherGlobals(CropTensors chunk, Backbone.State state, Tensor input) {
        Kernels k = chunk.pass().kernels();
        k.gatherRows(state.tokens(), globalClsRows(chunk), globalRows(chunk, input));
        k.gatherRows(state.tokens(), chunk.targetRows(geometry.globalSide()), patchRows(chunk, input));
    }

    /** Copies a chunk's cls tokens of the local crops to their rows of the lane's head input. */
    void gatherLocals(CropTensors chunk, Backbone.State state, Tensor input) {
        chunk.pass().kernels().gatherRows(state.tokens(), localClsRows(chunk), localRows(chunk, input));
    }

    /** Backward of {@link #gatherGlobals}: adds the chunk's rows of the head input's gradient to dtokens. */
    void scatterGlobals(CropTensors chunk, Tensor dinput, Tensor dtokens) {
        Kernels k = chunk.pass().kernels();
        k.scatterAddRows(globalRows(chunk, dinput), globalClsRows(chunk), dtokens);
        k.scatterAddRows(patchRows(chunk, dinput), chunk.targetRows(geometry.globalSide()), dtokens);
    }

    /** Backward of {@link #gatherLocals}: adds the chunk's rows of the head input's gradient to dtokens. */
    void scatterLocals(CropTensors chunk, Tensor dinput, Tensor dtokens) {
        chunk.pass().kernels().scatterAddRows(localRows(chunk, dinput), localClsRows(chunk), dtokens);
    }

    private int[] globalClsRows(CropTensors chunk) {
        return chunk.clsRows(CropGeometry.GLOBALS, geometry.globalSide());
    }

    private int[] localClsRows(CropTensors chunk) {
        return chunk.clsRows(geometry.locals(), geometry.localSide());
    }

    private Tensor globalRows(CropTensors chunk, Tensor input) {
        return input.rows(CropGeometry.GLOBALS * (chunk.from() - from), CropGeometry.GLOBALS * (chunk.to() - from));
    }

    private Tensor localRows(CropTensors chunk, Tensor input) {
        int first = globals() + geometry.locals() * (chunk.from() - from);
        return input.rows(first, first + geometry.locals() * (chunk.to() - chunk.from()));
    }

    private Tensor patchRows(CropTensors chunk, Tensor input) {
        int first = input.rows() - patches() + batch.targets(from, chunk.from());
        return input.rows(first, first + batch.targets(chunk.from(), chunk.to()));
    }
}
