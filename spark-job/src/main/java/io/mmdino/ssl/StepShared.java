package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import java.util.Optional;

/**
 * What all lanes of one step share: both networks with their weights prepared once, and matrices of the batch into which
 * each lane writes the rows of its own studies. Rows are ordered by study, then crop (or masked patch).
 *
 * <p>Letters: B = studies, D = width, E = bottleneck of a head, K = prototypes, T = masked patches of the batch.
 */
final class StepShared {

    /** Layers of both networks. */
    final Model model;

    /** Sides and number of crops. */
    final CropGeometry geometry;

    final Network student;

    final Network teacher;

    /** Teacher logits, then targets, of the global crops' cls tokens, [2B, K]. */
    final Tensor teacherCls;

    /** Teacher logits, then targets, of the masked patches, [T, K]. */
    final Tensor teacherPatches;

    /** The student's cls tokens of the global crops, [2B, D]. */
    final Tensor studentCls;

    /** KoLeo's gradient with respect to {@link #studentCls}, [2B, D]; zero without KoLeo. */
    final Tensor koleoGradient;

    /**
     * Student or teacher, prepared for the step.
     *
     * @param pass its weights, with the workspace that all lanes share
     * @param global what the backbone prepares for the side of the global crops
     * @param local what the backbone prepares for the side of the local crops; empty for the teacher, and for the student
     *     when there are none
     * @param prototypes weight of the DINO head's last layer, [K, E]
     * @param patchPrototypes weight of the iBOT head's last layer, [K, E]; the same tensor where one head serves both
     */
    record Network(
            Pass pass,
            Backbone.Prepared global,
            Optional<Backbone.Prepared> local,
            Tensor prototypes,
            Tensor patchPrototypes) {

        private static Network prepare(Model model, Pass pass, Backbone.Side global, Optional<Backbone.Side> local) {
            Backbone.Prepared prepared = model.backbone().prepare(pass, global);
            Optional<Backbone.Prepared> preparedLocal =
                    local.map(side -> model.backbone().prepare(pass, side));
            Tensor prototypes = model.dinoHead().prepare(pass);
            Tensor patchPrototypes =
                    model.sharesHead() ? prototypes : model.ibotHead().prepare(pass);
            return new Network(pass, prepared, preparedLocal, prototypes, patchPrototypes);
        }
    }

    /** What the crops of a step need whatever the weights are; local is empty when there are no local crops. */
    record Sides(Backbone.Side global, Optional<Backbone.Side> local) {

        static Sides of(Model model, Kernels kernels, CropGeometry geometry) {
            return new Sides(
                    model.backbone().side(kernels, geometry.globalSide()),
                    geometry.locals() > 0
                            ? Optional.of(model.backbone().side(kernels, geometry.localSide()))
                            : Optional.empty());
        }
    }

    /**
     * @param student a training pass over the shared workspace
     * @param teacher an inference pass over the shared workspace
     */
    StepShared(Model model, CropGeometry geometry, Sides sides, TrainingBatch batch, Pass student, Pass teacher) {
        this.model = model;
        this.geometry = geometry;
        this.student = Network.prepare(model, student, sides.global(), sides.local());
        this.teacher = Network.prepare(model, teacher, sides.global(), Optional.empty());
        Workspace shared = student.workspace();
        int width = model.backbone().settings().width();
        int crops = CropGeometry.GLOBALS * batch.size();
        teacherCls = shared.take(crops, model.dinoHead().prototypes());
        teacherPatches =
                shared.take(batch.targets(0, batch.size()), model.ibotHead().prototypes());
        studentCls = shared.take(crops, width);
        koleoGradient = shared.take(crops, width);
        student.kernels().fill(koleoGradient, 0);
    }
}
