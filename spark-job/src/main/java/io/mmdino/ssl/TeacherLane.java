package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;

/** The teacher's part of one lane: its studies' unmasked global crops become logits. Leaves nothing in the workspace. */
record TeacherLane(StepShared shared, LaneRows rows, Workspace workspace) {

    /** Fills the lane's rows of the batch's teacher logits. */
    void forward() {
        if (rows.isEmpty()) {
            return;
        }
        Pass pass = Pass.inference(shared.teacher.kernels(), shared.teacher.weights(), workspace);
        VitSettings vit = shared.model.backbone().settings();
        var mark = workspace.mark();
        Tensor input = workspace.take(rows.globals() + rows.patches(), vit.width());
        for (CropTensors chunk : rows.chunks(pass, vit)) {
            var inner = workspace.mark();
            rows.gatherGlobals(chunk, backbone(pass, chunk), input);
            workspace.release(inner);
        }
        heads(pass, input);
        workspace.release(mark);
    }

    private Backbone.State backbone(Pass pass, CropTensors chunk) {
        int side = shared.geometry.globalSide();
        StochasticDepth all = StochasticDepth.off(CropGeometry.GLOBALS * (chunk.to() - chunk.from()));
        return shared.model
                .backbone()
                .forward(
                        pass, shared.teacherGlobal, chunk.globals(side), chunk.absent(CropGeometry.GLOBALS, side), all);
    }

    private void heads(Pass pass, Tensor input) {
        Kernels k = pass.kernels();
        Tensor cls = input.rows(0, rows.globals());
        k.copy(
                shared.model
                        .dinoHead()
                        .forward(pass, shared.teacherPrototypes, cls)
                        .logits(),
                rows.ownGlobals(shared.cls));
        if (rows.patches() > 0) {
            Tensor patches = input.rows(rows.globals(), input.rows());
            k.copy(
                    shared.model
                            .ibotHead()
                            .forward(pass, shared.teacherPatchPrototypes, patches)
                            .logits(),
                    rows.ownPatches(shared.patches));
        }
    }
}
