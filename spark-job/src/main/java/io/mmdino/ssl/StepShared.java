package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.Pass;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What all lanes of one step share: weights prepared once, and batch tensors into which each lane writes the rows of its
 * own studies. Rows are ordered by study, then crop (or masked patch).
 *
 * <p>Letters: B = studies, D = width, K = prototypes, T = masked patches of the batch.
 */
final class StepShared {

    final Model model;
    final CropGeometry geometry;
    /** Stochastic depth of all global crops of the batch. */
    final BatchDepth globalDepth;
    /** The same of all local crops. */
    final BatchDepth localDepth;

    final Pass student;
    final Pass teacher;
    final Backbone.Prepared studentGlobal;
    final Optional<Backbone.Prepared> studentLocal;
    final Backbone.Prepared teacherGlobal;
    final Tensor studentPrototypes;
    final Tensor teacherPrototypes;
    final Tensor studentPatchPrototypes;
    final Tensor teacherPatchPrototypes;
    /** Teacher logits, then targets, of the global crops, [2B, K]. */
    final Tensor cls;
    /** Teacher logits, then targets, of the masked patches, [T, K]. */
    final Tensor patches;
    /** The student's cls tokens of the global crops, [2B, D]. */
    final Tensor studentCls;
    /** KoLeo's gradient with respect to {@link #studentCls}, [2B, D]. */
    final Tensor koleoGradient;

    /** @param depthSeed draws stochastic depth */
    StepShared(Model model, CropGeometry geometry, TrainingBatch batch, long depthSeed, Pass student, Pass teacher) {
        this.model = model;
        this.geometry = geometry;
        SplittableRandom random = new SplittableRandom(depthSeed);
        globalDepth = depth(CropGeometry.GLOBALS * batch.size(), random.split());
        localDepth = depth(Math.max(1, geometry.locals() * batch.size()), random.split());
        this.student = student;
        this.teacher = teacher;
        Backbone backbone = model.backbone();
        studentGlobal = backbone.prepare(student, geometry.globalSide());
        studentLocal = geometry.locals() == 0
                ? Optional.empty()
                : Optional.of(backbone.prepare(student, geometry.localSide()));
        teacherGlobal = backbone.prepare(teacher, geometry.globalSide());
        studentPrototypes = model.dinoHead().prepare(student);
        teacherPrototypes = model.dinoHead().prepare(teacher);
        studentPatchPrototypes =
                model.sharesHead() ? studentPrototypes : model.ibotHead().prepare(student);
        teacherPatchPrototypes =
                model.sharesHead() ? teacherPrototypes : model.ibotHead().prepare(teacher);
        Workspace shared = student.workspace();
        Kernels kernels = student.kernels();
        int crops = CropGeometry.GLOBALS * batch.size();
        cls = shared.take(crops, model.dinoHead().prototypes());
        patches = shared.take(batch.targets(0, batch.size()), model.ibotHead().prototypes());
        studentCls = shared.take(crops, backbone.settings().width());
        koleoGradient = shared.take(crops, backbone.settings().width());
        kernels.fill(koleoGradient, 0);
    }

    private BatchDepth depth(int crops, SplittableRandom random) {
        var vit = model.backbone().settings();
        return new BatchDepth(vit.depth(), crops, vit.dropPath(), random);
    }
}
