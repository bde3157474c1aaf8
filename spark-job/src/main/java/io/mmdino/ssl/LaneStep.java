package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.DinoHead;
import io.mmdino.vit.Pass;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One lane's part of a step: its studies go through teacher and student, chunk by chunk so that a chunk's activations
 * stay in cache, and back again once the losses that couple studies are known. The heads run once over all of the lane's
 * rows, because they are wide and would otherwise read their weights for a handful of rows.
 *
 * <p>Letters: b = the lane's studies, L = local crops, D = width, K = prototypes, t = the lane's masked patches. Rows of
 * the head's input: 2b global cls tokens, L*b local ones, t patches; each by study, then crop.
 */
final class LaneStep {

    /** Tokens that a chunk should at least have for the matrix products to run at full speed. */
    private static final int CHUNK_TOKENS = 768;

    private final Model model;
    private final CropGeometry geometry;
    private final TrainingBatch batch;
    private final StepShared shared;
    private final BatchDepth globalDepth;
    private final BatchDepth localDepth;
    private final Pass student;
    private final Pass teacher;
    private final int from;
    private final int to;
    private final VitSettings vit;
    private final List<Chunk> chunks = new ArrayList<>();
    private Tensor headInput;
    private DinoHead.State clsHead;
    private Optional<DinoHead.State> patchHead = Optional.empty();

    /** A few studies whose activations are computed together. */
    private record Chunk(int from, int to, Backbone.State global, Optional<Backbone.State> local) {}

    LaneStep(
            Model model,
            CropGeometry geometry,
            TrainingBatch batch,
            StepShared shared,
            BatchDepth globalDepth,
            BatchDepth localDepth,
            ParameterVector gradients,
            Workspace workspace,
            int from,
            int to) {
        this.model = model;
        this.geometry = geometry;
        this.batch = batch;
        this.shared = shared;
        this.globalDepth = globalDepth;
        this.localDepth = localDepth;
        Kernels kernels = shared.student.kernels();
        this.student = Pass.training(kernels, shared.student.weights(), gradients, workspace);
        this.teacher = Pass.inference(kernels, shared.teacher.weights(), workspace);
        this.from = from;
        this.to = to;
        this.vit = model.backbone().settings();
    }

    private int studies() {
        return to - from;
    }

    private int globalRows() {
        return CropGeometry.GLOBALS * studies();
    }

    private int clsRows() {
        return globalRows() + geometry.locals() * studies();
    }

    private int patchRows() {
        return batch.targets(from, to);
    }

    /** The whole batch's rows that are this lane's. */
    Tensor ownCls(Tensor batchRows) {
        return batchRows.rows(CropGeometry.GLOBALS * from, CropGeometry.GLOBALS * to);
    }

    Tensor ownPatches(Tensor batchRows) {
        int first = batch.targets(0, from);
        return batchRows.rows(first, first + patchRows());
    }

    /** Fills the lane's rows of the teacher's logits. */
    void teach() {
        if (studies() == 0) {
            return;
        }
        Workspace workspace = teacher.workspace();
        var mark = workspace.mark();
        Tensor rows = workspace.take(globalRows() + patchRows(), vit.width());
        for (int first = from; first < to; first += chunkStudies()) {
            int last = Math.min(to, first + chunkStudies());
            var inner = workspace.mark();
            CropTensors crops = new CropTensors(teacher, vit, batch, first, last);
            Backbone.State state = model.backbone()
                    .forward(
                            teacher,
                            shared.teacherGlobal,
                            crops.globals(geometry.globalSide()),
                            crops.absent(CropGeometry.GLOBALS, geometry.globalSide()),
                            StochasticDepth.off(CropGeometry.GLOBALS * (last - first)));
            gather(teacher, state, crops, first, last, rows, globalRows());
            workspace.release(inner);
        }
        Kernels k = teacher.kernels();
        DinoHead.State cls = model.dinoHead().forward(teacher, shared.teacherPrototypes, rows.rows(0, globalRows()));
        k.copy(cls.logits(), ownCls(shared.cls));
        if (patchRows() > 0) {
            DinoHead.State patches = model.ibotHead()
                    .forward(teacher, shared.teacherPatchPrototypes, rows.rows(globalRows(), rows.rows()));
            k.copy(patches.logits(), ownPatches(shared.patches));
        }
        workspace.release(mark);
    }

    /** Student forward: fills the lane's rows of the student's cls tokens and keeps what backward needs. */
    void learn() {
        if (studies() == 0) {
            return;
        }
        headInput = student.workspace().take(clsRows() + patchRows(), vit.width());
        for (int first = from; first < to; first += chunkStudies()) {
            chunks.add(forward(first, Math.min(to, first + chunkStudies())));
        }
        student.kernels().copy(headInput.rows(0, globalRows()), ownCls(shared.studentCls));
        if (model.sharesHead()) {
            clsHead = model.dinoHead().forward(student, shared.studentPrototypes, headInput);
            return;
        }
        clsHead = model.dinoHead().forward(student, shared.studentPrototypes, headInput.rows(0, clsRows()));
        if (patchRows() > 0) {
            Tensor patches = headInput.rows(clsRows(), headInput.rows());
            patchHead = Optional.of(model.ibotHead().forward(student, shared.studentPatchPrototypes, patches));
        }
    }

    private Chunk forward(int first, int last) {
        CropTensors crops = new CropTensors(student, vit, batch, first, last);
        Backbone.State global = model.backbone()
                .forward(
                        student,
                        shared.studentGlobal,
                        crops.globals(geometry.globalSide()),
                        crops.hidden(geometry.globalSide()),
                        globalDepth.of(CropGeometry.GLOBALS * first, CropGeometry.GLOBALS * last));
        gather(student, global, crops, first, last, headInput, clsRows());
        Optional<Backbone.State> local = shared.studentLocal.map(prepared -> model.backbone()
                .forward(
                        student,
                        prepared,
                        crops.locals(geometry.localSide(), geometry.locals()),
                        crops.absent(geometry.locals(), geometry.localSide()),
                        localDepth.of(geometry.locals() * first, geometry.locals() * last)));
        local.ifPresent(state -> student.kernels()
                .gatherRows(
                        state.tokens(),
                        crops.clsRows(geometry.locals(), geometry.localSide()),
                        localInput(first, last)));
        return new Chunk(first, last, global, local);
    }

    private Tensor localInput(int first, int last) {
        int start = globalRows() + geometry.locals() * (first - from);
        return headInput.rows(start, start + geometry.locals() * (last - first));
    }

    /** Copies a chunk's cls tokens and target patches into the lane's rows; patches begin at {@code patchStart}. */
    private void gather(
            Pass pass, Backbone.State state, CropTensors crops, int first, int last, Tensor rows, int patchStart) {
        Kernels k = pass.kernels();
        int cls = CropGeometry.GLOBALS * (first - from);
        int[] clsRows = crops.clsRows(CropGeometry.GLOBALS, geometry.globalSide());
        k.gatherRows(state.tokens(), clsRows, rows.rows(cls, cls + clsRows.length));
        int[] patches = crops.targetRows(geometry.globalSide());
        int start = patchStart + batch.targets(from, first);
        k.gatherRows(state.tokens(), patches, rows.rows(start, start + patches.length));
    }

    /**
     * Losses of the lane's rows and their gradients, back through heads and backbone.
     *
     * @param labels rows of class targets, [C, K]
     * @param trainsBackbone false while the backbone is frozen
     */
    LossSums backward(LossSettings losses, Tensor labels, boolean trainsBackbone) {
        if (studies() == 0) {
            return new LossSums();
        }
        Tensor clsLogits = clsHead.logits().rows(0, clsRows());
        Tensor dhead = zeros(clsHead.logits().rows(), clsHead.logits().cols());
        LaneLosses lane = new LaneLosses(student.kernels(), geometry, batch, losses, from, to);
        LossSums sums = new LossSums();
        lane.dino(clsLogits, ownCls(shared.cls), dhead.rows(0, clsRows()), sums);
        Optional<Tensor> dpatch =
                patchHead.map(s -> zeros(s.logits().rows(), s.logits().cols()));
        if (patchRows() > 0) {
            Tensor logits = patchHead.map(DinoHead.State::logits).orElseGet(() -> clsHead.logits()
                    .rows(clsRows(), clsHead.logits().rows()));
            lane.ibot(
                    logits,
                    ownPatches(shared.patches),
                    dpatch.orElseGet(() -> dhead.rows(clsRows(), dhead.rows())),
                    sums);
        }
        Tensor dinput = student.workspace().take(headInput.rows(), vit.width());
        Tensor clsInput = headInput.rows(0, clsRows());
        if (model.classifier().isEmpty()) {
            lane.labelled(clsLogits, labels, dhead.rows(0, clsRows()), sums);
        }
        headsBackward(dhead, dpatch, dinput);
        model.classifier().ifPresent(classifier -> {
            Tensor logits = classifier.forward(student, clsInput);
            Tensor dlogits = zeros(logits.rows(), logits.cols());
            lane.labelled(logits, labels, dlogits, sums);
            student.kernels().axpy(1, classifier.backward(student, dlogits, clsInput), dinput.rows(0, clsRows()));
        });
        student.kernels().axpy(1, ownCls(shared.koleoGradient), dinput.rows(0, globalRows()));
        if (trainsBackbone) {
            backboneBackward(dinput);
        }
        return sums;
    }

    private void headsBackward(Tensor dhead, Optional<Tensor> dpatch, Tensor dinput) {
        Kernels k = student.kernels();
        Tensor sums = model.dinoHead().sums(student);
        Tensor dx = model.dinoHead().backward(student, shared.studentPrototypes, sums, clsHead, dhead);
        k.copy(dx, dinput.rows(0, dx.rows()));
        model.dinoHead().finish(student, sums);
        patchHead.ifPresent(state -> {
            Tensor patchSums = model.ibotHead().sums(student);
            Tensor dpatches = model.ibotHead()
                    .backward(student, shared.studentPatchPrototypes, patchSums, state, dpatch.orElseThrow());
            k.copy(dpatches, dinput.rows(clsRows(), dinput.rows()));
            model.ibotHead().finish(student, patchSums);
        });
    }

    private void backboneBackward(Tensor dinput) {
        Backbone backbone = model.backbone();
        Backbone.Sums global = backbone.sums(student, shared.studentGlobal);
        Optional<Backbone.Sums> local = shared.studentLocal.map(p -> backbone.sums(student, p));
        for (Chunk chunk : chunks) {
            var mark = student.workspace().mark();
            CropTensors crops = new CropTensors(student, vit, batch, chunk.from(), chunk.to());
            backbone.backward(
                    student, shared.studentGlobal, global, chunk.global(), globalGradient(chunk, crops, dinput));
            chunk.local()
                    .ifPresent(state -> backbone.backward(
                            student,
                            shared.studentLocal.orElseThrow(),
                            local.orElseThrow(),
                            state,
                            localGradient(chunk, crops, state, dinput)));
            student.workspace().release(mark);
        }
        backbone.finish(student, shared.studentGlobal, global);
        local.ifPresent(sums -> backbone.finish(student, shared.studentLocal.orElseThrow(), sums));
    }

    private Tensor globalGradient(Chunk chunk, CropTensors crops, Tensor dinput) {
        Tensor dtokens = zeros(chunk.global().tokens().rows(), vit.width());
        int cls = CropGeometry.GLOBALS * (chunk.from() - from);
        int[] clsRows = crops.clsRows(CropGeometry.GLOBALS, geometry.globalSide());
        student.kernels().scatterAddRows(dinput.rows(cls, cls + clsRows.length), clsRows, dtokens);
        int[] patches = crops.targetRows(geometry.globalSide());
        int start = clsRows() + batch.targets(from, chunk.from());
        student.kernels().scatterAddRows(dinput.rows(start, start + patches.length), patches, dtokens);
        return dtokens;
    }

    private Tensor localGradient(Chunk chunk, CropTensors crops, Backbone.State state, Tensor dinput) {
        Tensor dtokens = zeros(state.tokens().rows(), vit.width());
        int start = globalRows() + geometry.locals() * (chunk.from() - from);
        int[] rows = crops.clsRows(geometry.locals(), geometry.localSide());
        student.kernels().scatterAddRows(dinput.rows(start, start + rows.length), rows, dtokens);
        return dtokens;
    }

    private Tensor zeros(int rows, int cols) {
        Tensor tensor = student.workspace().take(rows, cols);
        student.kernels().fill(tensor, 0);
        return tensor;
    }

    private int chunkStudies() {
        int tokens = CropGeometry.GLOBALS * vit.tokens(geometry.globalSide());
        return Math.max(1, CHUNK_TOKENS / tokens);
    }
}
