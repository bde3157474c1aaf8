package io.mmdino.ssl;

import io.mmdino.kernel.Tensor;
import io.mmdino.vit.DinoHead;
import io.mmdino.vit.Linear;
import io.mmdino.vit.Pass;
import java.util.Optional;

/**
 * The student's heads over all of a lane's rows at once, because they are wide and would otherwise read their weights for
 * a handful of rows.
 *
 * <p>Letters: c = the lane's cls rows (global, then local), t = its masked patches, D = width, K = prototypes, C =
 * classes.
 */
final class StudentHeads {

    private final StepShared shared;
    private final LaneRows rows;
    private final Pass pass;
    private final Tensor input;
    private final DinoHead.State cls;
    private final Optional<DinoHead.State> ownPatches;

    /** Runs forward. @param input [c + t, D] */
    StudentHeads(StepShared shared, LaneRows rows, Pass pass, Tensor input) {
        this.shared = shared;
        this.rows = rows;
        this.pass = pass;
        this.input = input;
        Model model = shared.model;
        if (model.sharesHead()) {
            cls = model.dinoHead().forward(pass, shared.studentPrototypes, input);
            ownPatches = Optional.empty();
            return;
        }
        cls = model.dinoHead().forward(pass, shared.studentPrototypes, clsRows(input));
        ownPatches = rows.patches() == 0
                ? Optional.empty()
                : Optional.of(model.ibotHead().forward(pass, shared.studentPatchPrototypes, patchRows(input)));
    }

    private Tensor clsRows(Tensor all) {
        return all.rows(0, rows.cls());
    }

    private Tensor patchRows(Tensor all) {
        return all.rows(rows.cls(), all.rows());
    }

    /**
     * The lane's losses; their gradients go to the heads' parameters and to dinput.
     *
     * @param labels one row of targets a class, [C, K] (or [C, C] with a classifier of its own)
     * @param dinput is overwritten, [c + t, D]
     */
    LossSums backward(LossSettings settings, Tensor labels, Tensor dinput) {
        LossSums sums = new LossSums();
        LaneLosses losses = new LaneLosses(pass.kernels(), rows, settings);
        Tensor dcls = zerosLike(cls.logits());
        losses.dino(clsRows(cls.logits()), rows.ownGlobals(shared.cls), clsRows(dcls), sums);
        Optional<Tensor> dpatches = ownPatches.map(state -> zerosLike(state.logits()));
        if (rows.patches() > 0) {
            Tensor logits = ownPatches.map(DinoHead.State::logits).orElseGet(() -> patchRows(cls.logits()));
            losses.ibot(logits, rows.ownPatches(shared.patches), dpatches.orElseGet(() -> patchRows(dcls)), sums);
        }
        if (shared.model.classifier().isEmpty()) {
            losses.labelled(clsRows(cls.logits()), labels, clsRows(dcls), sums);
        }
        headBackward(shared.model.dinoHead(), shared.studentPrototypes, cls, dcls, dinput);
        ownPatches.ifPresent(state -> headBackward(
                shared.model.ibotHead(),
                shared.studentPatchPrototypes,
                state,
                dpatches.orElseThrow(),
                patchRows(dinput)));
        shared.model.classifier().ifPresent(classifier -> classify(classifier, losses, labels, dinput, sums));
        return sums;
    }

    /** @param dinput the first rows are overwritten, as many as the state has */
    private void headBackward(DinoHead head, Tensor prototypes, DinoHead.State state, Tensor dlogits, Tensor dinput) {
        var mark = pass.workspace().mark();
        Tensor sums = head.sums(pass);
        Tensor dx = head.backward(pass, prototypes, sums, state, dlogits);
        pass.kernels().copy(dx, dinput.rows(0, dx.rows()));
        head.finish(pass, sums);
        pass.workspace().release(mark);
    }

    /** The labelled loss on a linear head of its own; adds to dinput. */
    private void classify(Linear classifier, LaneLosses losses, Tensor labels, Tensor dinput, LossSums sums) {
        Tensor logits = classifier.forward(pass, clsRows(input));
        Tensor dlogits = zerosLike(logits);
        losses.labelled(logits, labels, dlogits, sums);
        pass.kernels().axpy(1, classifier.backward(pass, dlogits, clsRows(input)), clsRows(dinput));
    }

    private Tensor zerosLike(Tensor tensor) {
        Tensor zeros = pass.workspace().take(tensor.rows(), tensor.cols());
        pass.kernels().fill(zeros, 0);
        return zeros;
    }
}
