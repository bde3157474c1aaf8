package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Tensor;

/** Numbers that kernels write for a figure, one a row or column, which {@code add_to_figure} adds in order. */
final class FigureSum {

    private FigureSum() {}

    /**
     * {@code figure += factor * sum of values}.
     *
     * @param values address of float64 [n]
     */
    static void add(CudaLane lane, long values, int n, double factor, Tensor figure) {
        lane.launch("add_to_figure")
                .with(values)
                .with(n)
                .with(factor)
                .with(figure)
                .run(1, 1, KernelLaunch.BLOCK, 1, 0);
    }
}
