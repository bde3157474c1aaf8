package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Activations;
import io.mmdino.kernel.Tensor;

/** {@link Activations} by activations.cu. */
record CudaActivations(CudaDevice device) implements Activations {

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        device.lane()
                .launch("bias_gelu")
                .with(u)
                .with(bias)
                .with(g)
                .with(u.rows())
                .with(u.cols())
                .overAllTiles(u.rows(), u.cols());
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        if (u.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        PartialSums partial = PartialSums.of(lane, u.rows(), u.cols());
        lane.launch("gelu_backward")
                .with(dg)
                .with(u)
                .with(partial.address())
                .with(u.rows())
                .with(u.cols())
                .overTiles(u.cols(), partial.parts());
        partial.addTo(dbias, 0);
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        device.lane()
                .launch("bias_swiglu")
                .with(u)
                .with(bias)
                .with(h)
                .with(h.rows())
                .with(h.cols())
                .overAllTiles(h.rows(), h.cols());
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        if (dh.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        PartialSums partial = PartialSums.of(lane, u.rows(), u.cols());
        lane.launch("swiglu_backward")
                .with(dh)
                .with(u)
                .with(du)
                .with(partial.address())
                .with(dh.rows())
                .with(dh.cols())
                .overTiles(dh.cols(), partial.parts());
        partial.addTo(dbias, 0);
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        device.lane()
                .launch("residual")
                .with(x)
                .with(y)
                .with(bias)
                .with(gamma)
                .with((float) scale)
                .with(out)
                .with(x.rows())
                .with(x.cols())
                .overAllTiles(x.rows(), x.cols());
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        if (y.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        PartialSums partial = PartialSums.of(lane, y.rows(), 2 * y.cols());
        lane.launch("residual_backward")
                .with(dout)
                .with(y)
                .with(gamma)
                .with((float) scale)
                .with(dy)
                .with(partial.address())
                .with(y.rows())
                .with(y.cols())
                .overTiles(y.cols(), partial.parts());
        partial.addTo(dgamma, 0);
        partial.addTo(dbias, y.cols());
    }
}
