package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;

/**
 * The computations between forward and backward in which the studies of a batch depend on each other: the teacher's
 * targets, which need the centre or (Sinkhorn-Knopp) all rows, and KoLeo, which needs each study's nearest neighbour.
 *
 * <p>Letters: B = studies, R = rows, D = width, K = prototypes.
 *
 * @param workspace scratch memory in the kernels' type
 * @param exact scratch memory in float64
 */
record Coupling(Kernels kernels, Workspace workspace, Workspace exact, LossSettings losses, BatchReducer reducer) {

    /**
     * Turns teacher logits into target distributions in place, by Sinkhorn-Knopp or by a softmax around the centre, which
     * then moves.
     *
     * @param logits [R, K]; R may be 0
     * @param temperature the teacher's, [1, 1] float64
     */
    void targets(Tensor logits, Centre centre, Tensor temperature) {
        if (losses.centering() == LossSettings.Centering.SINKHORN) {
            Sinkhorn.targets(kernels, exact, logits, temperature, reducer);
            return;
        }
        Tensor used = workspace.take(1, logits.cols());
        kernels.copy(centre.value(), used);
        centre.update(logits, losses.centreMomentum(), reducer);
        if (logits.rows() > 0) {
            kernels.centredSoftmax(logits, used, temperature, logits);
        }
    }

    /**
     * KoLeo over the studies of the joined batch, for each of the two global crops apart. Every worker computes the loss from the
     * gathered cls tokens of all and takes the gradient of its own.
     *
     * <p>Letters: b = this worker's studies, J = studies of the joined batch.
     *
     * @param cls the student's cls tokens by study, then crop, [2b, D]
     * @param part this worker's
     * @param gradient is overwritten with J/b times the gradient of the weighted sum of both crops' losses, so that its mean over the
     *     workers, weighted by their studies, is the gradient, [2b, D]; untouched when there is one study or the weight is 0
     * @param figure the sum of both crops' losses is added to it
     */
    void koleo(Tensor cls, BatchPart part, Tensor gradient, Tensor figure) {
        if (losses.koleoWeight() == 0) {
            return;
        }
        if (reducer.workers() > 1) {
            joinedKoleo(cls, part, gradient, figure);
        } else if (cls.rows() / CropGeometry.GLOBALS >= 2) {
            kernels.koleo(cls, CropGeometry.GLOBALS, losses.koleoWeight(), gradient, figure);
        }
    }

    private void joinedKoleo(Tensor cls, BatchPart part, Tensor gradient, Tensor figure) {
        GatheredRows all = GatheredRows.of(kernels, cls, part.joined() * CropGeometry.GLOBALS, reducer);
        Tensor joined = workspace.take(all.rows(), cls.cols());
        BatchReducer.replace(kernels, joined, all.values());
        Tensor own = workspace.take(all.rows(), cls.cols());
        kernels.koleo(joined, CropGeometry.GLOBALS, losses.koleoWeight(), own, figure);
        kernels.copy(own.rows(all.first(), all.first() + cls.rows()), gradient);
        kernels.scale((double) all.rows() / cls.rows(), gradient);
    }
}
