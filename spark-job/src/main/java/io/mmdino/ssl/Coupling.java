package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;

/**
 * What couples the studies of a batch between forward and backward: the teacher's targets, which depend on the centres or
 * on all rows (Sinkhorn), and KoLeo, which looks for each study's nearest neighbour.
 *
 * <p>Letters: B = studies, R = rows, D = width, K = prototypes.
 */
record Coupling(Kernels kernels, Workspace workspace, LossSettings losses, BatchReducer reducer) {

    /** Turns teacher logits [R, K] into distributions in place and moves the centre; R may be 0. */
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
     * The loss as the reference shows it: weighted, mean over the two global crops.
     *
     * @param cls the student's cls tokens by study, then crop, [2B, D]
     * @param gradient receives the gradient with respect to them, [2B, D]; untouched for a single study
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

    /** A matrix of the workspace with these values; at least one row. */
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
