package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;

/**
 * The teacher's forward over one lane: logits of the unmasked global crops of its studies. Nothing stays in the workspace,
 * because the teacher has no backward.
 */
record TeacherLane(StepShared shared, StepInput.LaneInput own, Workspace workspace) {

    private LaneRows rows() {
        return own.rows();
    }

    /** Writes the lane's rows of {@link StepShared#teacherCls} and {@link StepShared#teacherPatches}. */
    void forward() {
        if (rows().isEmpty()) {
            return;
        }
        Pass pass = Pass.inference(
                shared.teacher.pass().kernels(), shared.teacher.pass().weights(), workspace);
        VitSettings vit = shared.model.backbone().settings();
        var mark = workspace.mark();
        Tensor input = workspace.take(rows().globals() + rows().patches(), vit.width());
        for (ChunkInput chunk : own.chunks()) {
            var inner = workspace.mark();
            rows().gatherGlobals(pass.kernels(), chunk, backbone(pass, chunk).tokens(), input);
            workspace.release(inner);
        }
        heads(pass, input);
        workspace.release(mark);
    }

    private Backbone.State backbone(Pass pass, ChunkInput chunk) {
        return shared.model
                .backbone()
                .forward(pass, shared.teacher.global(), chunk.globals(), chunk.absentGlobals(), StochasticDepth.off());
    }

    private void heads(Pass pass, Tensor input) {
        Kernels k = pass.kernels();
        Tensor cls = input.rows(0, rows().globals());
        k.copy(
                shared.model
                        .dinoHead()
                        .forward(pass, shared.teacher.prototypes(), cls)
                        .logits(),
                rows().ownGlobals(shared.teacherCls));
        if (rows().patches() > 0) {
            Tensor patches = input.rows(rows().globals(), input.rows());
            k.copy(
                    shared.model
                            .ibotHead()
                            .forward(pass, shared.teacher.patchPrototypes(), patches)
                            .logits(),
                    rows().ownPatches(shared.teacherPatches));
        }
    }
}
