// Judges norms.cu.
#include "judge.h"
#include "kernels.h"

namespace norms_judge {

using namespace judge;

static const double EPSILON = 1e-6;

// A narrow row may have hardly any variance, so that the rounding of its mean shows.
static double limit(int cols) { return cols < 16 ? 1e-4 : SINGLE; }

struct LayerNormCase {
    int rows, cols;
    std::vector<float> x, gamma, beta, dy, dx, dgamma, dbeta, stats;
    std::vector<bf16> half_dy;
    std::vector<double> y, want_dx, want_dgamma, want_dbeta, want_stats;

    LayerNormCase(int rows, int cols) : rows(rows), cols(cols) {
        size_t n = size_t(rows) * cols;
        x = normal(n, 3, 2), gamma = normal(cols), beta = normal(cols), dx = normal(n), dgamma = normal(cols), dbeta = normal(cols);
        half_dy = rounded(normal(n));
        for (bf16 h : half_dy) dy.push_back(float(value(h)));
        stats = unset(2 * size_t(rows));
        y.resize(n), want_dx = exact(dx), want_dgamma = exact(dgamma), want_dbeta = exact(dbeta);
        for (int r = 0; r < rows; r++) row(r);
    }

    void row(int r) {
        size_t at = size_t(r) * cols;
        double mean = 0, var = 0, sum = 0, along = 0;
        for (int c = 0; c < cols; c++) mean += x[at + c] / double(cols);
        for (int c = 0; c < cols; c++) var += (x[at + c] - mean) * (x[at + c] - mean) / cols;
        double inverse = 1 / std::sqrt(var + EPSILON);
        for (int c = 0; c < cols; c++) {
            double unit = (x[at + c] - mean) * inverse, slope = double(dy[at + c]) * gamma[c];
            y[at + c] = unit * gamma[c] + beta[c];
            want_dgamma[c] += dy[at + c] * unit;
            want_dbeta[c] += dy[at + c];
            sum += slope / cols, along += slope * unit / cols;
        }
        for (int c = 0; c < cols; c++)
            want_dx[at + c] += inverse * (double(dy[at + c]) * gamma[c] - sum - (x[at + c] - mean) * inverse * along);
        want_stats.push_back(mean), want_stats.push_back(inverse);
    }

    dim3 grid() const { return dim3(blocks(rows, 8)); }

    void compare(const std::string &kind, const std::vector<float> &got_dx, const std::vector<float> &partial) {
        auto got_gamma = dgamma, got_beta = dbeta;
        dim3 columns(blocks(cols, 64));
        emu::launch(columns, dim3(64), 0, [&] { add_partials(partial.data(), ROW_BLOCKS, 2 * cols, cols, got_gamma.data()); });
        emu::launch(columns, dim3(64), 0, [&] { add_partials(partial.data() + cols, ROW_BLOCKS, 2 * cols, cols, got_beta.data()); });
        if (cols > 1) close(kind + " dx", want_dx, got_dx, limit(cols));  // a row of one has no variance: all rounding
        if (cols > 1) close(kind + " dgamma", want_dgamma, got_gamma, std::max(limit(cols), SUMS));
        close(kind + " dbeta", want_dbeta, got_beta, SINGLE);
    }

    void any_width() {
        auto got = unset(x.size()), back = dx, half_back = dx, partial = unset(2 * size_t(ROW_BLOCKS) * cols), half_partial = partial;
        auto half = unset16(x.size());
        emu::launch(grid(), dim3(256), 0,
                [&] { layer_norm_bf16(x.data(), gamma.data(), beta.data(), EPSILON, half.data(), stats.data(), rows, cols); });
        close("layer_norm_bf16", y, half, HALF);
        stats = unset(stats.size());
        emu::launch(grid(), dim3(256), 0,
                [&] { layer_norm(x.data(), gamma.data(), beta.data(), EPSILON, got.data(), stats.data(), rows, cols); });
        close("layer_norm", y, got, limit(cols));
        close("stats", want_stats, stats, limit(cols));
        emu::launch(grid(), dim3(256), 0,
                [&] { layer_norm_backward(dy.data(), x.data(), gamma.data(), stats.data(), back.data(), rows, cols); });
        emu::launch(grid(), dim3(256), 0,
                [&] { layer_norm_backward_bf16(half_dy.data(), x.data(), gamma.data(), stats.data(), half_back.data(), rows, cols); });
        emu::launch(columns_grid(cols), columns_block(), 0,
                [&] { layer_norm_parameters(dy.data(), x.data(), stats.data(), partial.data(), rows, cols); });
        emu::launch(columns_grid(cols), columns_block(), 0,
                [&] { layer_norm_parameters_bf16(half_dy.data(), x.data(), stats.data(), half_partial.data(), rows, cols); });
        compare("layer_norm_backward", back, partial);
        compare("layer_norm_backward_bf16", half_back, half_partial);
    }

    template <class Forward, class HalfForward>
    void own_width(Forward forward, HalfForward half_forward) {
        auto got = unset(x.size());
        auto half = unset16(x.size());
        emu::launch(grid(), dim3(256), 0,
                [&] { half_forward(x.data(), gamma.data(), beta.data(), EPSILON, half.data(), stats.data(), rows); });
        close("own width bf16", y, half, HALF);
        stats = unset(stats.size());
        emu::launch(grid(), dim3(256), 0,
                [&] { forward(x.data(), gamma.data(), beta.data(), EPSILON, got.data(), stats.data(), rows); });
        close("own width", y, got, SINGLE);
        close("own width stats", want_stats, stats, SINGLE);
    }

    template <class Backward, class HalfBackward>
    void own_width_backward(Backward backward, HalfBackward half_backward) {
        auto back = dx, half_back = dx, partial = unset(2 * size_t(ROW_BLOCKS) * cols), half_partial = partial;
        for (size_t i = 0; i < stats.size(); i++) stats[i] = float(want_stats[i]);
        emu::launch(dim3(ROW_BLOCKS), dim3(256), 0,
                [&] { backward(dy.data(), x.data(), gamma.data(), stats.data(), back.data(), partial.data(), rows); });
        emu::launch(dim3(ROW_BLOCKS), dim3(256), 0, [&] {
            half_backward(half_dy.data(), x.data(), gamma.data(), stats.data(), half_back.data(), half_partial.data(), rows);
        });
        compare("own width backward", back, partial);
        compare("own width backward bf16", half_back, half_partial);
    }
};

#define OWN_WIDTH(width)                                                                            \
    for (int rows : {1, 31, 65, 197})                                                               \
        add("layer norm in registers " + std::to_string(rows) + " x " #width,                       \
                [=] { LayerNormCase(rows, width).own_width(layer_norm_##width, layer_norm_##width##_bf16); });

#define OWN_WIDTH_BACKWARD(width)                                                                   \
    for (int rows : {1, 31, 65, 197})                                                               \
        add("layer norm backward in registers " + std::to_string(rows) + " x " #width, [=] {        \
            LayerNormCase(rows, width).own_width_backward(                                          \
                    layer_norm_backward_##width, layer_norm_backward_##width##_bf16);               \
        });

static void other_norms(int rows, int cols) {
    size_t n = size_t(rows) * cols;
    auto x = normal(n), g = normal(rows), dy = normal(n), y = unset(n), norms = unset(rows), dx = unset(n), w = unset(n), dv = normal(n),
         dg = normal(rows);
    if (rows > 2)
        for (int c = 0; c < cols; c++) x[size_t(2) * cols + c] = c == 0 ? 1e-3f : 0;  // shorter than epsilon
    std::vector<double> want_y(n), want_norms(rows), want_dx(n), want_w(n), want_dv = exact(dv), want_dg = exact(dg);
    const double epsilon = 1e-2;
    for (int r = 0; r < rows; r++) {
        size_t at = size_t(r) * cols;
        double squares = 0, along = 0, along_v = 0;
        for (int c = 0; c < cols; c++) squares += double(x[at + c]) * x[at + c];
        double length = std::sqrt(squares);
        want_norms[r] = std::max(length, epsilon);
        for (int c = 0; c < cols; c++) {
            want_y[at + c] = x[at + c] / want_norms[r];
            want_w[at + c] = x[at + c] * (g[r] / length);
            along += dy[at + c] * want_y[at + c];
            along_v += dy[at + c] * (x[at + c] / length);
        }
        for (int c = 0; c < cols; c++) {
            want_dx[at + c] = (dy[at + c] - want_y[at + c] * along) / want_norms[r];
            want_dv[at + c] += g[r] / length * (dy[at + c] - x[at + c] / length * along_v);
        }
        want_dg[r] += along_v;
    }
    dim3 grid(blocks(rows, 8)), block(256);
    emu::launch(grid, block, 0, [&] { l2_normalize(x.data(), epsilon, y.data(), norms.data(), rows, cols); });
    close("l2_normalize", want_y, y, SINGLE);
    close("norms", want_norms, norms, SINGLE);
    emu::launch(grid, block, 0, [&] { l2_normalize_backward(dy.data(), y.data(), norms.data(), dx.data(), rows, cols); });
    close("l2_normalize_backward", want_dx, dx, SINGLE);
    emu::launch(grid, block, 0, [&] { weight_norm(x.data(), g.data(), w.data(), rows, cols); });
    close("weight_norm", want_w, w, SINGLE);
    emu::launch(grid, block, 0, [&] { weight_norm_backward(dy.data(), x.data(), g.data(), dv.data(), dg.data(), rows, cols); });
    close("weight_norm_backward dv", want_dv, dv, SUMS);
    close("weight_norm_backward dg", want_dg, dg, SINGLE);
}

static const bool registered = register_cases([] {
    for (int cols : {1, 3, 17, 64, 196, 384, 768, 1024})
        for (int rows : {1, 31, 65}) {
            std::string size = std::to_string(rows) + " x " + std::to_string(cols);
            add("layer norm " + size, [=] { LayerNormCase(rows, cols).any_width(); });
            add("norms " + size, [=] { other_norms(rows, cols); });
        }
    OWN_WIDTH(384)
    OWN_WIDTH(768)
    OWN_WIDTH(1024)
    OWN_WIDTH(1536)
    OWN_WIDTH_BACKWARD(384)
    OWN_WIDTH_BACKWARD(768)
    OWN_WIDTH_BACKWARD(1024)
});

}  // namespace norms_judge
