package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Norms;
import io.mmdino.kernel.Tensor;

/**
 * {@link Norms} by norms.cu. LayerNorm of the widths of ViT-S, B, L and g keeps a row in registers, where all tensors lie at
 * multiples of 16 bytes.
 */
record CudaNorms(CudaDevice device) implements Norms {

    private static final int ALIGNMENT = 16;

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        String own = areAligned(x, gamma, beta, y) ? forwardOf(x.cols()) : "";
        KernelLaunch launch = device.lane()
                .launch(own.isEmpty() ? "layer_norm" : own)
                .with(x)
                .with(gamma)
                .with(beta)
                .with(epsilon)
                .with(y)
                .with(stats)
                .with(x.rows());
        if (own.isEmpty()) {
            launch.with(x.cols());
        }
        launch.overWarps(x.rows());
    }

    private static String forwardOf(int width) {
        return switch (width) {
            case 384 -> "layer_norm_384";
            case 768 -> "layer_norm_768";
            case 1024 -> "layer_norm_1024";
            case 1536 -> "layer_norm_1536";
            default -> "";
        };
    }

    private static String backwardOf(int width) {
        return switch (width) {
            case 384 -> "layer_norm_backward_384";
            case 768 -> "layer_norm_backward_768";
            case 1024 -> "layer_norm_backward_1024";
            default -> "";
        };
    }

    private static boolean areAligned(Tensor a, Tensor b, Tensor c, Tensor d) {
        long all =
                DeviceMemory.address(a) | DeviceMemory.address(b) | DeviceMemory.address(c) | DeviceMemory.address(d);
        return all % ALIGNMENT == 0;
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        if (x.length() == 0) {
            return;
        }
        PartialSums partial = PartialSums.of(device.lane(), x.rows(), 2 * x.cols());
        String own = areAligned(dy, x, gamma, dx) ? backwardOf(x.cols()) : "";
        if (own.isEmpty()) {
            backwardOfAnyWidth(dy, x, gamma, stats, dx, partial);
        } else {
            device.lane()
                    .launch(own)
                    .with(dy)
                    .with(x)
                    .with(gamma)
                    .with(stats)
                    .with(dx)
                    .with(partial.address())
                    .with(x.rows())
                    .run(partial.parts(), 1, KernelLaunch.BLOCK, 1, 0);
        }
        partial.addTo(dgamma, 0);
        partial.addTo(dbeta, x.cols());
    }

    private void backwardOfAnyWidth(Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, PartialSums partial) {
        device.lane()
                .launch("layer_norm_backward")
                .with(dy)
                .with(x)
                .with(gamma)
                .with(stats)
                .with(dx)
                .with(x.rows())
                .with(x.cols())
                .overWarps(x.rows());
        device.lane()
                .launch("layer_norm_parameters")
                .with(dy)
                .with(x)
                .with(stats)
                .with(partial.address())
                .with(x.rows())
                .with(x.cols())
                .overTiles(x.cols(), partial.parts());
    }

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        device.lane()
                .launch("l2_normalize")
                .with(x)
                .with(epsilon)
                .with(y)
                .with(norms)
                .with(x.rows())
                .with(x.cols())
                .overWarps(x.rows());
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        device.lane()
                .launch("l2_normalize_backward")
                .with(dy)
                .with(y)
                .with(norms)
                .with(dx)
                .with(y.rows())
                .with(y.cols())
                .overWarps(y.rows());
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        device.lane()
                .launch("weight_norm")
                .with(v)
                .with(g)
                .with(w)
                .with(v.rows())
                .with(v.cols())
                .overWarps(v.rows());
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        device.lane()
                .launch("weight_norm_backward")
                .with(dw)
                .with(v)
                .with(g)
                .with(dv)
                .with(dg)
                .with(v.rows())
                .with(v.cols())
                .overWarps(v.rows());
    }
}
