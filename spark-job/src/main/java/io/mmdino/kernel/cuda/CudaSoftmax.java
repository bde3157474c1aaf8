package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Softmax;
import io.mmdino.kernel.Tensor;

/** {@link Softmax} by softmax.cu. */
record CudaSoftmax(CudaDevice device) implements Softmax {

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out) {
        device.lane()
                .launch("centred_softmax")
                .with(z)
                .with(centre)
                .with(temperature)
                .with(out)
                .with(z.cols())
                .overRows(z.rows(), 0);
    }

    @Override
    public void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss) {
        if (z.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        long losses = lane.scratch((long) z.rows() * Double.BYTES);
        lane.launch("cross_entropy")
                .with(z)
                .with(targets)
                .with(targetRow)
                .with(weight)
                .with(temperature)
                .with(dz)
                .with(losses)
                .with(z.cols())
                .overRows(z.rows(), 0);
        FigureSum.add(lane, losses, z.rows(), 1, loss);
    }
}
