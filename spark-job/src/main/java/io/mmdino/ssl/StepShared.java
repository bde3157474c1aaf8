package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import java.util.Optional;
import java.util.SplittableRandom;

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

    /** Stochastic depth of the batch's global crops, for the student. */
    final BatchDepth globalDepth;

    /** Stochastic depth of the batch's local crops, for the student. */
    final BatchDepth localDepth;

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

        private static Network prepare(Model model, Pass pass, CropGeometry geometry, boolean withLocals) {
            Backbone.Prepared global = model.backbone().prepare(pass, geometry.globalSide());
            Optional<Backbone.Prepared> local = withLocals && geometry.locals() > 0
                    ? Optional.of(model.backbone().prepare(pass, geometry.localSide()))
                    : Optional.empty();
            Tensor prototypes = model.dinoHead().prepare(pass);
            Tensor patchPrototypes =
                    model.sharesHead() ? prototypes : model.ibotHead().prepare(pass);
            return new Network(pass, global, local, prototypes, patchPrototypes);
        }
    }

    /**
     * @param depthSeed draws stochastic depth
     * @param student a training pass over the shared workspace
     * @param teacher an inference pass over the shared workspace
     */
    StepShared(Model model, CropGeometry geometry, TrainingBatch batch, long depthSeed, Pass student, Pass teacher) {
        this.model = model;
        this.geometry = geometry;
        SplittableRandom random = new SplittableRandom(depthSeed);
        int crops = CropGeometry.GLOBALS * batch.size();
        globalDepth = depth(crops, random.split());
        localDepth = depth(Math.max(1, geometry.locals() * batch.size()), random.split());
        this.student = Network.prepare(model, student, geometry, true);
        this.teacher = Network.prepare(model, teacher, geometry, false);
        Workspace shared = student.workspace();
        int width = model.backbone().settings().width();
        teacherCls = shared.take(crops, model.dinoHead().prototypes());
        teacherPatches =
                shared.take(batch.targets(0, batch.size()), model.ibotHead().prototypes());
        studentCls = shared.take(crops, width);
        koleoGradient = shared.take(crops, width);
        student.kernels().fill(koleoGradient, 0);
    }

    private BatchDepth depth(int crops, SplittableRandom random) {
        var vit = model.backbone().settings();
        return new BatchDepth(vit.depth(), crops, vit.dropPath(), random);
    }
}
