package io.mmdino.ssl;

import io.mmdino.kernel.Tensor;
import io.mmdino.vit.DinoHead;
import io.mmdino.vit.Linear;
import io.mmdino.vit.Pass;
import java.util.Optional;

/**
 * The student's heads on all rows of a lane: forward in the constructor, then losses and backward. They run on all rows at
 * once because their weights are large: chunk by chunk, the weights would be read for a few rows each time.
 *
 * <p>Letters: b = the lane's studies, c = its cls rows (global, then local), t = its masked patches, D = width, K =
 * prototypes, C = classes.
 */
final class StudentHeads {

    private final StepShared shared;
    private final StepInput.LaneInput own;
    private final LaneRows rows;
    private final Pass pass;
    private final Tensor input;
    private final DinoHead.State cls;
    private final Optional<DinoHead.State> ownPatches;

    /**
     * Runs forward.
     *
     * @param input cls tokens, then masked patches, [c + t, D]
     */
    StudentHeads(StepShared shared, StepInput.LaneInput own, Pass pass, Tensor input) {
        this.shared = shared;
        this.own = own;
        this.rows = own.rows();
        this.pass = pass;
        this.input = input;
        Model model = shared.model;
        if (model.sharesHead()) {
            cls = model.dinoHead().forward(pass, shared.student.prototypes(), input);
            ownPatches = Optional.empty();
            return;
        }
        cls = model.dinoHead().forward(pass, shared.student.prototypes(), clsRows(input));
        ownPatches = rows.patches() == 0
                ? Optional.empty()
                : Optional.of(model.ibotHead().forward(pass, shared.student.patchPrototypes(), patchRows(input)));
    }

    private Tensor clsRows(Tensor all) {
        return all.rows(0, rows.cls());
    }

    private Tensor patchRows(Tensor all) {
        return all.rows(rows.cls(), all.rows());
    }

    /**
     * Losses of the lane's rows and backward through the heads, whose parameter gradients are added to.
     *
     * @param labels {@link LabelTargets#rows}, [C, K], or [C, C] for a model with a separate classifier
     * @param dinput is overwritten with the gradient of the head input, [c + t, D]
     */
    void backward(LaneLosses losses, Tensor labels, Tensor dinput) {
        Tensor dcls = zerosLike(cls.logits());
        // 6a DINO
        losses.dino(clsRows(cls.logits()), rows.ownGlobals(shared.teacherCls), clsRows(dcls));
        // 6b iBOT
        Optional<Tensor> dpatches = ownPatches.map(state -> zerosLike(state.logits()));
        if (rows.patches() > 0) {
            Tensor logits = ownPatches.map(DinoHead.State::logits).orElseGet(() -> patchRows(cls.logits()));
            losses.ibot(logits, rows.ownPatches(shared.teacherPatches), dpatches.orElseGet(() -> patchRows(dcls)));
        }
        // 6c labels
        if (shared.model.classifier().isEmpty()) {
            losses.labelled(clsRows(cls.logits()), labels, clsRows(dcls));
        }
        // 7 backward
        headBackward(shared.model.dinoHead(), shared.student.prototypes(), cls, dcls, dinput);
        ownPatches.ifPresent(state -> headBackward(
                shared.model.ibotHead(),
                shared.student.patchPrototypes(),
                state,
                dpatches.orElseThrow(),
                patchRows(dinput)));
        shared.model.classifier().ifPresent(classifier -> classify(classifier, losses, labels, dinput));
    }

    /** Backward of one head. @param dinput its first rows, as many as the state has, are overwritten */
    private void headBackward(DinoHead head, Tensor prototypes, DinoHead.State state, Tensor dlogits, Tensor dinput) {
        var mark = pass.workspace().mark();
        Tensor sums = head.sums(pass);
        Tensor dx = head.backward(pass, prototypes, sums, state, dlogits);
        pass.kernels().copy(dx, dinput.rows(0, dx.rows()));
        head.finish(pass, sums);
        pass.workspace().release(mark);
    }

    /** 6c with a separate classifier: its forward, loss and backward. Adds to dinput. */
    private void classify(Linear classifier, LaneLosses losses, Tensor labels, Tensor dinput) {
        Tensor logits = classifier.forward(pass, clsRows(input));
        Tensor dlogits = zerosLike(logits);
        losses.labelled(logits, labels, dlogits);
        pass.kernels().axpy(1, classifier.backward(pass, dlogits, clsRows(input)), clsRows(dinput));
    }

    private Tensor zerosLike(Tensor tensor) {
        Tensor zeros = pass.workspace().take(tensor.rows(), tensor.cols());
        pass.kernels().fill(zeros, 0);
        return zeros;
    }
}
