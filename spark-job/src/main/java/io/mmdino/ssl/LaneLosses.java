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
 * Losses over one lane's rows. Every loss is a weighted sum of soft-target cross entropies, so each is one call with its
 * rows' targets and weights; weights carry the means over the whole batch.
 *
 * <p>Letters: B = studies of the batch, b = the lane's, L = local crops, K = prototypes, t = the lane's masked patches.
 * Cls rows: 2b global, then L*b local, by study. Sources: DINO, arXiv:2104.14294; iBOT, arXiv:2111.07832; MM-DINOv2,
 * arXiv:2509.06617.
 */
record LaneLosses(Kernels kernels, LaneRows rows, LossSettings losses) {

    /** Each cls row's study, counted from the lane's first. */
    private int studyOf(int row) {
        return row < rows.globals()
                ? row / CropGeometry.GLOBALS
                : (row - rows.globals()) / rows.geometry().locals();
    }

    /**
     * Every local crop with both targets, each global crop with the other's.
     *
     * @param targets the teacher's distributions of the lane's global crops, [2b, K]
     */
    void dino(Tensor logits, Tensor targets, Tensor dlogits, LossSums sums) {
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

    /** Masked patches, each weighted by 1/(masked patches of its crop), over the 2B global crops. */
    void ibot(Tensor logits, Tensor targets, Tensor dlogits, LossSums sums) {
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
     * Every crop of every labelled study against its class's smoothed and class-weighted target.
     *
     * @param targets one row a class, [C, K]
     */
    void labelled(Tensor logits, Tensor targets, Tensor dlogits, LossSums sums) {
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

    private void count(Tensor logits, int row, int label, LossSums sums) {
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
