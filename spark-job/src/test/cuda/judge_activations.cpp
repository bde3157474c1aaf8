// Judges activations.cu.
#include "judge.h"
#include "kernels.h"

namespace activations_judge {

using namespace judge;

// A parameter's gradient after the kernel and add_partials; old values are added to.
static std::vector<float> summed(const std::vector<float> &partial, int offset, int pitch, std::vector<float> target) {
    int cols = int(target.size());
    emu::launch(dim3(blocks(cols, 64)), dim3(64), 0,
            [&] { add_partials(partial.data() + offset, ROW_BLOCKS, pitch, cols, target.data()); });
    return target;
}

static double normal_below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
static double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * M_PI); }
static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

static void gelu(int rows, int cols) {
    size_t n = size_t(rows) * cols;
    auto raw = rounded(normal(n, 0, 3)), slopes = rounded(normal(n)), half_u = raw, half_g = unset16(n), half_slope = slopes;
    std::vector<float> u(n), dg(n);
    for (size_t i = 0; i < n; i++) u[i] = float(value(raw[i])), dg[i] = float(value(slopes[i]));
    auto bias = normal(cols), g = unset(n), dbias = normal(cols), partial = unset(size_t(ROW_BLOCKS) * cols), half_partial = partial;
    std::vector<double> want_u(n), want_g(n);
    for (size_t i = 0; i < n; i++) {
        want_u[i] = double(u[i]) + bias[i % cols];
        want_g[i] = want_u[i] * normal_below(want_u[i]);
    }
    dim3 grid = columns_grid(cols), block = columns_block();
    emu::launch(grid, block, 0, [&] { bias_gelu(u.data(), bias.data(), g.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { bias_gelu_bf16(half_u.data(), bias.data(), half_g.data(), rows, cols); });
    close("u", want_u, u, SINGLE);
    close("bias_gelu", want_g, g, SINGLE);
    close("u bf16", want_u, half_u, HALF);
    close("bias_gelu_bf16", want_g, half_g, HALF);
    std::vector<double> want_dg(n), want_bias = exact(dbias), want_half(n), want_half_bias = want_bias;
    for (size_t i = 0; i < n; i++) {
        double x = u[i], h = value(half_u[i]);
        want_dg[i] = dg[i] * (normal_below(x) + x * density(x));
        want_half[i] = dg[i] * (normal_below(h) + h * density(h));
        want_bias[i % cols] += want_dg[i];
        want_half_bias[i % cols] += want_half[i];
    }
    emu::launch(grid, block, 0, [&] { gelu_backward(dg.data(), u.data(), partial.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { gelu_backward_bf16(half_slope.data(), half_u.data(), half_partial.data(), rows, cols); });
    close("gelu_backward", want_dg, dg, SINGLE);
    close("dbias", want_bias, summed(partial, 0, cols, dbias), SINGLE);
    close("gelu_backward_bf16", want_half, half_slope, HALF);
    close("dbias bf16", want_half_bias, summed(half_partial, 0, cols, dbias), SINGLE);
}

// h from u with its bias, in double.
static void want_swiglu(const std::vector<double> &u, int cols, std::vector<double> &h) {
    for (size_t i = 0; i < h.size(); i++) {
        double gate = u[i / cols * 2 * cols + i % cols], other = u[i / cols * 2 * cols + cols + i % cols];
        h[i] = gate * sigmoid(gate) * other;
    }
}

static void want_swiglu_backward(
        const std::vector<double> &u, const std::vector<float> &dh, int cols, std::vector<double> &du, std::vector<double> &dbias) {
    for (size_t i = 0; i < dh.size(); i++) {
        size_t at = i / cols * 2 * cols + i % cols;
        double share = sigmoid(u[at]), silu = u[at] * share;
        du[at] = dh[i] * u[at + cols] * (share + silu * (1 - share));
        du[at + cols] = dh[i] * silu;
        dbias[i % cols] += du[at], dbias[cols + i % cols] += du[at + cols];
    }
}

static void swiglu(int rows, int cols) {
    size_t n = size_t(rows) * cols;
    auto raw = rounded(normal(2 * n, 0, 3)), slopes = rounded(normal(n)), half_u = raw, half_h = unset16(n), half_du = unset16(2 * n);
    std::vector<float> u(2 * n), dh(n);
    for (size_t i = 0; i < 2 * n; i++) u[i] = float(value(raw[i]));
    for (size_t i = 0; i < n; i++) dh[i] = float(value(slopes[i]));
    auto bias = normal(2 * cols), h = unset(n), du = unset(2 * n), dbias = normal(2 * cols), partial = unset(size_t(ROW_BLOCKS) * 2 * cols),
         half_partial = partial;
    std::vector<double> want_u = exact(u), want_h(n), want_du(2 * n), want_bias = exact(dbias), half_want_du(2 * n), half_bias = want_bias;
    for (size_t i = 0; i < 2 * n; i++) want_u[i] += bias[i % (2 * cols)];
    want_swiglu(want_u, cols, want_h);
    dim3 grid = columns_grid(cols), block = columns_block();
    emu::launch(grid, block, 0, [&] { bias_swiglu(u.data(), bias.data(), h.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { bias_swiglu_bf16(half_u.data(), bias.data(), half_h.data(), rows, cols); });
    close("u", want_u, u, SINGLE);
    close("bias_swiglu", want_h, h, SINGLE);
    close("u bf16", want_u, half_u, HALF);
    close("bias_swiglu_bf16", want_h, half_h, HALF);
    want_swiglu_backward(exact(u), dh, cols, want_du, want_bias);
    want_swiglu_backward(exact(half_u), dh, cols, half_want_du, half_bias);
    emu::launch(grid, block, 0, [&] { swiglu_backward(dh.data(), u.data(), du.data(), partial.data(), rows, cols); });
    emu::launch(grid, block, 0,
            [&] { swiglu_backward_bf16(slopes.data(), half_u.data(), half_du.data(), half_partial.data(), rows, cols); });
    close("swiglu_backward", want_du, du, SINGLE);
    close("dbias", want_bias, summed(partial, 0, 2 * cols, dbias), SINGLE);
    close("swiglu_backward_bf16", half_want_du, half_du, HALF);
    close("dbias bf16", half_bias, summed(half_partial, 0, 2 * cols, dbias), SINGLE);
}

static void residual_branch(int rows, int cols, bool in_place) {
    size_t n = size_t(rows) * cols;
    auto half_y = rounded(normal(n));
    std::vector<float> y(n);
    for (size_t i = 0; i < n; i++) y[i] = float(value(half_y[i]));
    auto x = normal(n), bias = normal(cols), gamma = normal(cols), other = unset(n), half_out = unset(n), dout = normal(n), dy = unset(n),
         dgamma = normal(cols), dbias = normal(cols), partial = unset(size_t(ROW_BLOCKS) * 2 * cols), half_partial = partial;
    auto half_dy = unset16(n);
    const float factor = 1.5f;
    std::vector<double> want_y(n), want_out(n);
    for (size_t i = 0; i < n; i++) {
        want_y[i] = double(y[i]) + bias[i % cols];
        want_out[i] = x[i] + factor * double(gamma[i % cols]) * want_y[i];
    }
    dim3 grid = columns_grid(cols), block = columns_block();
    emu::launch(grid, block, 0,
            [&] { residual_bf16(x.data(), half_y.data(), bias.data(), gamma.data(), factor, half_out.data(), rows, cols); });
    std::vector<float> &out = in_place ? x : other;
    emu::launch(grid, block, 0,
            [&] { residual(x.data(), y.data(), bias.data(), gamma.data(), factor, out.data(), rows, cols); });
    close("y", want_y, y, SINGLE);
    close("residual", want_out, out, SINGLE);
    close("y bf16", want_y, half_y, HALF);
    close("residual_bf16", want_out, half_out, SINGLE);
    std::vector<double> want_dy(n), want_gamma = exact(dgamma), want_bias = exact(dbias), half_gamma = want_gamma;
    for (size_t i = 0; i < n; i++) {
        want_dy[i] = factor * double(gamma[i % cols]) * dout[i];
        want_gamma[i % cols] += factor * double(dout[i]) * y[i];
        half_gamma[i % cols] += factor * double(dout[i]) * value(half_y[i]);
        want_bias[i % cols] += want_dy[i];
    }
    emu::launch(grid, block, 0,
            [&] { residual_backward(dout.data(), y.data(), gamma.data(), factor, dy.data(), partial.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] {
        residual_backward_bf16(dout.data(), half_y.data(), gamma.data(), factor, half_dy.data(), half_partial.data(), rows, cols);
    });
    close("residual_backward", want_dy, dy, SINGLE);
    close("dgamma", want_gamma, summed(partial, 0, 2 * cols, dgamma), SINGLE);
    close("dbias", want_bias, summed(partial, cols, 2 * cols, dbias), SINGLE);
    close("residual_backward_bf16", want_dy, half_dy, HALF);
    close("dgamma bf16", half_gamma, summed(half_partial, 0, 2 * cols, dgamma), SINGLE);
    close("dbias bf16", want_bias, summed(half_partial, cols, 2 * cols, dbias), SINGLE);
}

static const bool registered = register_cases([] {
    for (int cols : {1, 3, 17, 64, 384, 768, 1024})
        for (int rows : {1, 31, 65}) {
            std::string size = std::to_string(rows) + " x " + std::to_string(cols);
            add("gelu " + size, [=] { gelu(rows, cols); });
            add("swiglu " + size, [=] { swiglu(rows, cols); });
            add("residual " + size, [=] { residual_branch(rows, cols, rows == 31); });
        }
});

}  // namespace activations_judge
