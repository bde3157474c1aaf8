package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
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
record TeacherLane(StepShared shared, LaneRows rows, Workspace workspace) {

    /** Writes the lane's rows of {@link StepShared#teacherCls} and {@link StepShared#teacherPatches}. */
    void forward() {
        if (rows.isEmpty()) {
            return;
        }
        Pass pass = Pass.inference(
                shared.teacher.pass().kernels(), shared.teacher.pass().weights(), workspace);
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
                        pass,
                        shared.teacher.global(),
                        chunk.globals(side),
                        chunk.absent(CropGeometry.GLOBALS, side),
                        all);
    }

    private void heads(Pass pass, Tensor input) {
        Kernels k = pass.kernels();
        Tensor cls = input.rows(0, rows.globals());
        k.copy(
                shared.model
                        .dinoHead()
                        .forward(pass, shared.teacher.prototypes(), cls)
                        .logits(),
                rows.ownGlobals(shared.teacherCls));
        if (rows.patches() > 0) {
            Tensor patches = input.rows(rows.globals(), input.rows());
            k.copy(
                    shared.model
                            .ibotHead()
                            .forward(pass, shared.teacher.patchPrototypes(), patches)
                            .logits(),
                    rows.ownPatches(shared.teacherPatches));
        }
    }
}
