package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.ssl.Figures.Name;
import io.mmdino.ssl.LossInput.Term;

/**
 * Losses over one lane's rows. Each loss is a weighted sum of cross entropies with soft targets, computed by one kernel
 * call; the row weights include the division by the size of the whole batch.
 *
 * <p>Letters: B = studies of the batch, b = the lane's, L = local crops, C = classes, K = prototypes, c = 2b + L*b cls
 * rows, t = the lane's masked patches. Cls rows are those of the global crops, then those of the local crops, each by study.
 * Every method adds the gradient with respect to the logits to {@code dlogits} and the weighted loss to the lane's figures. Sources: DINO,
 * arXiv:2104.14294; iBOT, arXiv:2111.07832; MM-DINOv2, arXiv:2509.06617.
 */
record LaneLosses(Kernels kernels, StepInput.LaneInput input, LossSettings losses, Figures figures, int lane) {

    private Tensor figure(Name name) {
        return figures.of(lane, name);
    }

    private void crossEntropy(Tensor logits, Tensor targets, Term term, double temperature, Tensor dlogits, Name loss) {
        kernels.crossEntropy(logits, targets, term.target(), term.weight(), temperature, dlogits, figure(loss));
    }

    /**
     * DINO loss: every local crop against both targets, each global crop against the other one's.
     *
     * @param logits the student's, of the cls tokens, [c, K]
     * @param targets the teacher's distributions of the lane's global crops, [2b, K]
     */
    void dino(Tensor logits, Tensor targets, Tensor dlogits) {
        if (losses.dinoWeight() == 0) {
            return;
        }
        double temperature = losses.studentTemperature();
        crossEntropy(logits, targets, input.losses().dinoGlobal(), temperature, dlogits, Name.DINO_GLOBAL);
        for (Term term : input.losses().dinoLocal()) {
            crossEntropy(logits, targets, term, temperature, dlogits, Name.DINO_LOCAL);
        }
    }

    /**
     * iBOT loss: masked patches, each weighted by 1/(masked patches of its crop), divided by the 2B global crops.
     *
     * @param logits the student's, of the masked patches, [t, K]
     * @param targets the teacher's distributions of the same patches, [t, K]
     */
    void ibot(Tensor logits, Tensor targets, Tensor dlogits) {
        if (losses.ibotWeight() == 0) {
            return;
        }
        crossEntropy(logits, targets, input.losses().ibot(), losses.studentTemperature(), dlogits, Name.IBOT);
    }

    /**
     * Labelled loss: every crop of every labelled study against the target of its class. Counts the crops whose label has the
     * largest logit.
     *
     * @param logits the student's, of the cls tokens, [c, K]
     * @param targets {@link LabelTargets#rows}, [C, K]
     */
    void labelled(Tensor logits, Tensor targets, Tensor dlogits) {
        if (losses.semiSupervisedWeight() == 0 || !input.losses().anyLabel()) {
            return;
        }
        Term term = input.losses().labelled();
        int globals = input.rows().globals();
        count(logits, term, 0, globals, Name.CORRECT_GLOBAL);
        count(logits, term, globals, logits.rows(), Name.CORRECT_LOCAL);
        crossEntropy(logits, targets, term, losses.labelTemperature(), dlogits, Name.LABELLED);
    }

    private void count(Tensor logits, Term all, int from, int to, Name correct) {
        Term term = all.rows(from, to);
        kernels.correct(logits.rows(from, to), term.target(), term.weight(), figure(correct));
    }
}
