package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Losses over one lane's rows. Each loss is a weighted sum of cross entropies with soft targets, computed by one kernel
 * call; the row weights include the division by the size of the whole batch.
 *
 * <p>Letters: B = studies of the batch, b = the lane's, L = local crops, C = classes, K = prototypes, c = 2b + L*b cls
 * rows, t = the lane's masked patches. Cls rows are those of the global crops, then those of the local crops, each by study.
 * Every method adds the gradient with respect to the logits to {@code dlogits} and the loss to {@code sums}. Sources: DINO,
 * arXiv:2104.14294; iBOT, arXiv:2111.07832; MM-DINOv2, arXiv:2509.06617.
 */
record LaneLosses(Kernels kernels, LaneRows rows, LossSettings losses) {

    /** One lane's part of each loss, scaled so that the sum over lanes is the loss of the batch. */
    static final class Sums {
        double dinoLocal;
        double dinoGlobal;
        double ibot;
        double labelled;
        int correctLocal;
        int correctGlobal;

        void add(Sums other) {
            dinoLocal += other.dinoLocal;
            dinoGlobal += other.dinoGlobal;
            ibot += other.ibot;
            labelled += other.labelled;
            correctLocal += other.correctLocal;
            correctGlobal += other.correctGlobal;
        }
    }

    /** Study of a cls row, counted from the lane's first. */
    private int studyOf(int row) {
        return row < rows.globals()
                ? row / CropGeometry.GLOBALS
                : (row - rows.globals()) / rows.geometry().locals();
    }

    /**
     * DINO loss: every local crop against both targets, each global crop against the other one's.
     *
     * @param logits the student's, of the cls tokens, [c, K]
     * @param targets the teacher's distributions of the lane's global crops, [2b, K]
     */
    void dino(Tensor logits, Tensor targets, Tensor dlogits, Sums sums) {
        if (losses.dinoWeight() == 0) {
            return;
        }
        double share = 1 / (rows.geometry().terms() * rows.batch().size());
        int[] other = targetRows(row -> row < rows.globals() ? row ^ 1 : 0);
        sums.dinoGlobal += dinoTerm(logits, targets, other, weights(0, rows.globals(), share), dlogits);
        for (int crop = 0; crop < CropGeometry.GLOBALS && rows.locals() > 0; crop++) {
            int chosen = crop;
            int[] target = targetRows(row -> CropGeometry.GLOBALS * studyOf(row) + chosen);
            sums.dinoLocal += dinoTerm(logits, targets, target, weights(rows.globals(), rows.cls(), share), dlogits);
        }
    }

    private double dinoTerm(Tensor logits, Tensor targets, int[] targetRow, double[] weight, Tensor dlogits) {
        double factor = losses.dinoWeight();
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= factor;
        }
        return kernels.crossEntropy(logits, targets, targetRow, weight, losses.studentTemperature(), dlogits) / factor;
    }

    private int[] targetRows(IntUnaryOperator target) {
        return IntStream.range(0, rows.cls()).map(target).toArray();
    }

    private double[] weights(int first, int last, double weight) {
        return IntStream.range(0, rows.cls())
                .mapToDouble(row -> row >= first && row < last ? weight : 0)
                .toArray();
    }

    /**
     * iBOT loss: masked patches, each weighted by 1/(masked patches of its crop), divided by the 2B global crops.
     *
     * @param logits the student's, of the masked patches, [t, K]
     * @param targets the teacher's distributions of the same patches, [t, K]
     */
    void ibot(Tensor logits, Tensor targets, Tensor dlogits, Sums sums) {
        if (losses.ibotWeight() == 0) {
            return;
        }
        double share =
                losses.ibotWeight() / (CropGeometry.GLOBALS * rows.batch().size());
        double[] weight = rows.batch().ibotTargets().subList(rows.from(), rows.to()).stream()
                .flatMap(List::stream)
                .flatMapToDouble(t -> Arrays.stream(t.weights()))
                .map(w -> w * share)
                .toArray();
        int[] own = IntStream.range(0, weight.length).toArray();
        sums.ibot += kernels.crossEntropy(logits, targets, own, weight, losses.studentTemperature(), dlogits)
                / losses.ibotWeight();
    }

    /**
     * Labelled loss: every crop of every labelled study against the target of its class.
     *
     * @param logits the student's, of the cls tokens, [c, K]
     * @param targets {@link LabelTargets#rows}, [C, K]
     */
    void labelled(Tensor logits, Tensor targets, Tensor dlogits, Sums sums) {
        List<OptionalInt> labels = rows.batch().labels().subList(rows.from(), rows.to());
        if (losses.semiSupervisedWeight() == 0 || labels.stream().noneMatch(OptionalInt::isPresent)) {
            return;
        }
        int[] target = new int[rows.cls()];
        double[] weight = new double[rows.cls()];
        double share = losses.semiSupervisedWeight()
                / ((CropGeometry.GLOBALS + rows.geometry().locals())
                        * (double) rows.batch().size());
        for (int row = 0; row < target.length; row++) {
            OptionalInt label = labels.get(studyOf(row));
            if (label.isPresent()) {
                target[row] = label.getAsInt();
                weight[row] = share;
                count(logits, row, label.getAsInt(), sums);
            }
        }
        sums.labelled += kernels.crossEntropy(logits, targets, target, weight, losses.labelTemperature(), dlogits)
                / losses.semiSupervisedWeight();
    }

    private void count(Tensor logits, int row, int label, Sums sums) {
        int best = 0;
        for (int k = 1; k < logits.cols(); k++) {
            best = logits.get(row, k) > logits.get(row, best) ? k : best;
        }
        if (best == label && row < rows.globals()) {
            sums.correctGlobal++;
        } else if (best == label) {
            sums.correctLocal++;
        }
    }
}
