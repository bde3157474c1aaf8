package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
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
    private final LaneRows rows;
    private final Pass pass;
    private final Tensor headInput;
    private final Tensor dinput;
    private final List<Chunk> chunks;
    private final Workspace.Mark beforeHeads;
    private final StudentHeads heads;

    /** A few studies whose activations are computed together. */
    private record Chunk(CropTensors crops, Backbone.State global, Optional<Backbone.State> local) {}

    /**
     * Runs forward and writes the lane's rows of {@link StepShared#studentCls}.
     *
     * @param rows at least one study
     * @param gradients the lane's own gradients, to which backward adds
     * @param workspace keeps the activations until backward is done
     */
    StudentLane(StepShared shared, LaneRows rows, ParameterVector gradients, Workspace workspace) {
        this.shared = shared;
        this.rows = rows;
        pass = Pass.training(
                shared.student.pass().kernels(), shared.student.pass().weights(), gradients, workspace);
        var vit = shared.model.backbone().settings();
        headInput = workspace.take(rows.cls() + rows.patches(), vit.width());
        dinput = workspace.take(headInput.rows(), vit.width());
        chunks = rows.chunks(pass, vit).stream().map(this::forward).toList();
        pass.kernels().copy(headInput.rows(0, rows.globals()), rows.ownGlobals(shared.studentCls));
        beforeHeads = workspace.mark();
        heads = new StudentHeads(shared, rows, pass, headInput);
    }

    private Chunk forward(CropTensors crops) {
        Backbone backbone = shared.model.backbone();
        CropGeometry geometry = shared.geometry;
        Backbone.State global = backbone.forward(
                pass,
                shared.student.global(),
                crops.globals(geometry.globalSide()),
                crops.hidden(geometry.globalSide()),
                shared.globalDepth.of(CropGeometry.GLOBALS * crops.from(), CropGeometry.GLOBALS * crops.to()));
        rows.gatherGlobals(crops, global, headInput);
        Optional<Backbone.State> local = shared.student
                .local()
                .map(prepared -> backbone.forward(
                        pass,
                        prepared,
                        crops.locals(geometry.localSide(), geometry.locals()),
                        crops.absent(geometry.locals(), geometry.localSide()),
                        shared.localDepth.of(geometry.locals() * crops.from(), geometry.locals() * crops.to())));
        local.ifPresent(state -> rows.gatherLocals(crops, state, headInput));
        return new Chunk(crops, global, local);
    }

    /**
     * Losses of the lane's rows, then backward through heads and backbone.
     *
     * @param labels {@link LabelTargets#rows}
     * @param trainsBackbone false while the backbone is frozen
     */
    LaneLosses.Sums backward(LossSettings losses, Tensor labels, boolean trainsBackbone) {
        LaneLosses.Sums sums = heads.backward(losses, labels, dinput);
        pass.workspace().release(beforeHeads);
        if (trainsBackbone) {
            pass.kernels().axpy(1, rows.ownGlobals(shared.koleoGradient), dinput.rows(0, rows.globals()));
            backboneBackward();
        }
        return sums;
    }

    private void backboneBackward() {
        Backbone backbone = shared.model.backbone();
        Backbone.Sums global = backbone.sums(pass, shared.student.global());
        Optional<Backbone.Sums> local = shared.student.local().map(prepared -> backbone.sums(pass, prepared));
        for (Chunk chunk : chunks) {
            var mark = pass.workspace().mark();
            Tensor dglobal = zerosLike(chunk.global().tokens());
            rows.scatterGlobals(chunk.crops(), dinput, dglobal);
            backbone.backward(pass, shared.student.global(), global, chunk.global(), dglobal);
            pass.workspace().release(mark);
            chunk.local().ifPresent(state -> {
                Tensor dlocal = zerosLike(state.tokens());
                rows.scatterLocals(chunk.crops(), dinput, dlocal);
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
