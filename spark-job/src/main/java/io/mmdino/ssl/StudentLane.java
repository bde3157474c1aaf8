package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import java.util.List;
import java.util.Optional;

/**
 * The student's forward and backward over one lane. The backbone runs chunk by chunk, the heads on all rows at once;
 * backward starts when targets and KoLeo are known. Activations are kept in between, so a lane's memory grows with its
 * studies; the heads' memory is released before the backbone's backward takes its scratch.
 *
 * <p>Letters: c = the lane's cls rows, t = its masked patches, D = width.
 */
final class StudentLane {

    private final StepShared shared;
    private final StepInput.LaneInput own;
    private final LaneRows rows;
    private final Pass pass;
    private final Tensor headInput;
    private final Tensor dinput;
    private final List<Chunk> chunks;
    private final Workspace.Mark beforeHeads;
    private final StudentHeads heads;

    /** A few studies whose activations are computed together. */
    private record Chunk(ChunkInput crops, Backbone.State global, Optional<Backbone.State> local) {}

    /**
     * Runs forward and writes the lane's rows of {@link StepShared#studentCls}.
     *
     * @param own at least one study
     * @param gradients the lane's own gradients, to which backward adds
     * @param workspace keeps the activations until backward is done
     */
    StudentLane(StepShared shared, StepInput.LaneInput own, ParameterVector gradients, Workspace workspace) {
        this.shared = shared;
        this.own = own;
        this.rows = own.rows();
        pass = Pass.training(
                shared.student.pass().kernels(), shared.student.pass().weights(), gradients, workspace);
        var vit = shared.model.backbone().settings();
        headInput = workspace.take(rows.cls() + rows.patches(), vit.width());
        dinput = workspace.take(headInput.rows(), vit.width());
        chunks = own.chunks().stream().map(this::forward).toList();
        pass.kernels().copy(headInput.rows(0, rows.globals()), rows.ownGlobals(shared.studentCls));
        beforeHeads = workspace.mark();
        heads = new StudentHeads(shared, own, pass, headInput);
    }

    private Chunk forward(ChunkInput crops) {
        Backbone backbone = shared.model.backbone();
        Kernels kernels = pass.kernels();
        Backbone.State global =
                backbone.forward(pass, shared.student.global(), crops.globals(), crops.hidden(), crops.globalDepth());
        rows.gatherGlobals(kernels, crops, global.tokens(), headInput);
        Optional<Backbone.State> local = shared.student
                .local()
                .map(prepared ->
                        backbone.forward(pass, prepared, crops.locals(), crops.absentLocals(), crops.localDepth()));
        local.ifPresent(state -> rows.gatherLocals(kernels, crops, state.tokens(), headInput));
        return new Chunk(crops, global, local);
    }

    /**
     * Losses of the lane's rows, then backward through heads and backbone.
     *
     * @param figures of the step, to whose row {@code lane} the losses are added
     * @param labels {@link LabelTargets#rows}
     * @param trainsBackbone false while the backbone is frozen
     */
    void backward(LossSettings losses, Figures figures, int lane, Tensor labels, boolean trainsBackbone) {
        heads.backward(new LaneLosses(pass.kernels(), own, losses, figures, lane), labels, dinput);
        pass.workspace().release(beforeHeads);
        if (trainsBackbone) {
            pass.kernels().axpy(1, rows.ownGlobals(shared.koleoGradient), dinput.rows(0, rows.globals()));
            backboneBackward();
        }
    }

    private void backboneBackward() {
        Backbone backbone = shared.model.backbone();
        Backbone.Sums global = backbone.sums(pass, shared.student.global());
        Optional<Backbone.Sums> local = shared.student.local().map(prepared -> backbone.sums(pass, prepared));
        for (Chunk chunk : chunks) {
            var mark = pass.workspace().mark();
            Tensor dglobal = zerosLike(chunk.global().tokens());
            rows.scatterGlobals(pass.kernels(), chunk.crops(), dinput, dglobal);
            backbone.backward(pass, shared.student.global(), global, chunk.global(), dglobal);
            pass.workspace().release(mark);
            chunk.local().ifPresent(state -> {
                Tensor dlocal = zerosLike(state.tokens());
                rows.scatterLocals(pass.kernels(), chunk.crops(), dinput, dlocal);
                backbone.backward(pass, shared.student.local().orElseThrow(), local.orElseThrow(), state, dlocal);
            });
            pass.workspace().release(mark);
        }
        backbone.finish(pass, shared.student.global(), global);
        local.ifPresent(sums -> backbone.finish(pass, shared.student.local().orElseThrow(), sums));
    }

    private Tensor zerosLike(Tensor tensor) {
        Tensor zeros = pass.workspace().take(tensor.rows(), tensor.cols());
        pass.kernels().fill(zeros, 0);
        return zeros;
    }
}
