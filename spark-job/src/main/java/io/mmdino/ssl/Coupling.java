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
 */
record Coupling(Kernels kernels, Workspace workspace, LossSettings losses, BatchReducer reducer) {

    /**
     * Turns teacher logits into target distributions in place, by Sinkhorn-Knopp or by a softmax around the centre, which
     * then moves.
     *
     * @param logits [R, K]; R may be 0
     * @param temperature the teacher's
     */
    void targets(Tensor logits, Centre centre, double temperature) {
        if (losses.centering() == LossSettings.Centering.SINKHORN) {
            write(Sinkhorn.targets(rows(logits), logits.cols(), temperature, reducer), logits);
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
     * KoLeo over the studies, for each of the two global crops apart.
     *
     * @param cls the student's cls tokens by study, then crop, [2B, D]
     * @param gradient is overwritten with the gradient of the weighted sum of both crops' losses, [2B, D]; untouched when
     *     there is one study or the weight is 0
     * @return the weighted mean of both crops' losses, the figure that the reference reports
     */
    double koleo(Tensor cls, Tensor gradient) {
        int studies = cls.rows() / CropGeometry.GLOBALS;
        if (losses.koleoWeight() == 0 || studies < 2) {
            return 0;
        }
        double[][] all = rows(cls);
        double[][] gradients = new double[all.length][];
        double sum = 0;
        for (int crop = 0; crop < CropGeometry.GLOBALS; crop++) {
            double[][] own = new double[studies][];
            for (int study = 0; study < studies; study++) {
                own[study] = all[CropGeometry.GLOBALS * study + crop];
            }
            Koleo koleo = Koleo.of(own);
            sum += koleo.loss();
            double[][] down = koleo.gradient(losses.koleoWeight());
            for (int study = 0; study < studies; study++) {
                gradients[CropGeometry.GLOBALS * study + crop] = down[study];
            }
        }
        write(gradients, gradient);
        return losses.koleoWeight() * sum / CropGeometry.GLOBALS;
    }

    /** Copies values, at least one row, to a new matrix of the workspace. */
    Tensor upload(double[][] rows) {
        Tensor tensor = workspace.take(rows.length, rows[0].length);
        write(rows, tensor);
        return tensor;
    }

    private static void write(double[][] rows, Tensor tensor) {
        for (int r = 0; r < rows.length; r++) {
            for (int k = 0; k < rows[r].length; k++) {
                tensor.set((long) r * tensor.cols() + k, rows[r][k]);
            }
        }
    }

    private static double[][] rows(Tensor tensor) {
        double[][] rows = new double[tensor.rows()][tensor.cols()];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < tensor.cols(); c++) {
                rows[r][c] = tensor.get(r, c);
            }
        }
        return rows;
    }
}
