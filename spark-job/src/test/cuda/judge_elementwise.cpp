// Judges elementwise.cu and optimiser.cu.
#include "judge.h"
#include "kernels.h"

namespace elementwise_judge {

using namespace judge;

static const dim3 GRID(3), THREADS(64);

static void flat(int n) {
    auto x = normal(n), y = normal(n), filled = unset(n), copied = unset(n), mixed = y, added = y, scaled = y;
    std::vector<double> want_fill(n, 0.3f), want_add(n), want_scale(n), want_mix(n);
    for (int i = 0; i < n; i++) {
        want_add[i] = y[i] - 1.3 * x[i];
        want_scale[i] = -0.7 * y[i];
        want_mix[i] = 0.992 * y[i] + 0.008 * x[i];
    }
    emu::launch(GRID, THREADS, 0, [&] { fill(filled.data(), n, 0.3f); });
    emu::launch(GRID, THREADS, 0, [&] { copy(x.data(), copied.data(), n); });
    emu::launch(GRID, THREADS, 0, [&] { axpy(-1.3f, x.data(), added.data(), n); });
    emu::launch(GRID, THREADS, 0, [&] { scale(-0.7f, scaled.data(), n); });
    emu::launch(GRID, THREADS, 0, [&] { lerp(mixed.data(), x.data(), 0.992, n); });
    close("fill", want_fill, filled, EXACT);
    close("copy", exact(x), copied, EXACT);
    close("axpy", want_add, added, SINGLE);
    close("scale", want_scale, scaled, SINGLE);
    close("lerp", want_mix, mixed, SINGLE);
}

static void conversions(int rows, int cols, int pitch) {
    auto x = normal(size_t(rows) * cols), back = unset(x.size());
    auto half = unset16(size_t(rows) * pitch);
    emu::launch(GRID, THREADS, 0, [&] { to_bfloat16(x.data(), rows, cols, pitch, half.data()); });
    emu::launch(GRID, THREADS, 0, [&] { to_float32(half.data(), rows, cols, pitch, back.data()); });
    std::vector<double> padded(half.size(), 0);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) padded[size_t(r) * pitch + c] = value(to_bf16(x[size_t(r) * cols + c]));
    close("to_bfloat16", padded, half, EXACT);
    close("to_float32", exact(rounded(x)), back, EXACT);
}

// The wanted roundings of a few numbers: ties to even, both signs, infinite and NaN.
static void rounding() {
    std::vector<float> x = {1, 1.00390625f, 1.01171875f, -1.00390625f, 1.004f, INFINITY, -INFINITY, NAN, 0, -0.0f, 3.4e38f};
    std::vector<double> want = {1, 1, 1.015625, -1, 1.0078125, INFINITY, -INFINITY, NAN, 0, 0, INFINITY};
    std::vector<bf16> got = unset16(x.size());
    emu::launch(dim3(1), dim3(32), 0, [&] { to_bfloat16(x.data(), 1, int(x.size()), int(x.size()), got.data()); });
    for (size_t i = 0; i < x.size(); i++)
        if (std::isinf(want[i]) && value(got[i]) == want[i]) want[i] = 0, got[i] = 0;
    close("to_bfloat16 of ties", want, got, EXACT);
}

struct Table {
    std::vector<Segment> segments;
    long long from, end;
};

// Parameters of several lengths with gaps between them; the part begins at the second.
static Table table(int width) {
    Table t;
    long long at = 32;
    int lengths[] = {5 * width, 1, 2 * width, 113 * width, 300};
    for (int i = 0; i < 5; i++) {
        t.segments.push_back({at, 0.5 + i, i % 2 ? 1.0 : 0.25, lengths[i], i == 4 ? 1 : i % 3, i == 3, 0});
        at += lengths[i] + 3;
    }
    t.from = t.segments[1].offset;
    t.end = at;
    return t;
}

static void optimiser(int width, double spoiled, double figure, double clip) {
    Table t = table(width);
    size_t n = size_t(t.end - t.from);
    const int first = 1, count = 4, groups = 3;
    auto p = normal(n), g = normal(n), m = normal(n), v = uniform(n, 0.1f, 1.1f), y = normal(n);
    std::vector<double> squares = unset64(5), want_squares = {7, 0, 0, 0, 0};
    squares[0] = 7;
    for (int i = first; i < 5; i++)
        for (int j = 0; j < t.segments[i].length; j++) want_squares[i] += std::pow(g[t.segments[i].offset - t.from + j], 2.0);
    emu::launch(dim3(count), dim3(256), 0,
            [&] { sums_of_squares(g.data(), t.from, t.segments.data(), first, squares.data()); });
    close("sums_of_squares", want_squares, squares, 1e-12);
    squares[2] += spoiled;
    std::vector<double> step = {1e-3, 2e-3, 0.04, 2, 5, 0}, figures = {1, 2, figure};
    bool moves = std::isfinite(squares[2]) && std::isfinite(figure);
    Rule rule = {0.9, 0.999, 1e-8, clip};
    auto want_p = exact(p), want_m = exact(m), want_v = exact(v), want_y = exact(y);
    for (int i = first; i < 5 && moves; i++) {
        const Segment &s = t.segments[i];
        if (step[3 + s.group] == 0) continue;
        double norm = 0;
        for (int j = 0; j < 5; j++) norm += t.segments[j].group == s.group ? squares[j] : 0;
        double factor = clip == 0 ? 1 : std::min(1.0, clip / (std::sqrt(norm) + 1e-6));
        double lr = (s.last_layer ? 2e-3 : 1e-3) * s.lr_factor, t1 = 1 - std::pow(0.9, step[3 + s.group]),
               t2 = 1 - std::pow(0.999, step[3 + s.group]);
        for (int j = 0; j < s.length; j++) {
            size_t at = size_t(s.offset - t.from) + j;
            double slope = g[at] * factor;
            want_m[at] = 0.9 * m[at] + 0.1 * slope;
            want_v[at] = 0.999 * v[at] + 0.001 * slope * slope;
            want_p[at] = p[at] * (1 - lr * 0.04 * s.decay_factor) - lr / t1 * want_m[at] / (std::sqrt(want_v[at] / t2) + 1e-8);
        }
    }
    for (size_t i = 0; i < n && moves; i++) want_y[i] = 0.992 * y[i] + 0.008 * p[i];
    auto old_p = p;
    std::vector<int> finite = {-1};
    std::vector<GroupStep> steps(groups);
    emu::launch(dim3(1), dim3(256), 0, [&] { finite_step(squares.data(), 5, figures.data(), 3, finite.data()); });
    emu::launch(dim3(1), dim3(32), 0,
            [&] { adamw_groups(squares.data(), t.segments.data(), 5, step.data(), rule, groups, steps.data()); });
    emu::launch(dim3(2, count), dim3(64), 0, [&] {
        adamw(p.data(), g.data(), m.data(), v.data(), t.from, t.segments.data(), first, step.data(), rule, steps.data(), finite.data());
    });
    emu::launch(GRID, THREADS, 0, [&] { follow(y.data(), old_p.data(), 0.992, finite.data(), (long long) n); });
    close("finite", {moves ? 1.0 : 0.0}, finite, EXACT);
    close("p", want_p, p, moves ? SINGLE : EXACT);
    close("m", want_m, m, moves ? SINGLE : EXACT);
    close("v", want_v, v, moves ? SINGLE : EXACT);
    close("follow", want_y, y, moves ? SINGLE : EXACT);
}

static const bool registered = register_cases([] {
    for (int n : {1, 31, 64, 197, 1025}) add("flat " + std::to_string(n), [=] { flat(n); });
    add("conversion, padded", [] { conversions(31, 196, 200); });
    add("conversion", [] { conversions(7, 17, 17); });
    add("conversion of ties", rounding);
    for (int width : {1, 17, 64}) {
        add("optimiser " + std::to_string(width), [=] { optimiser(width, 0, 3, 3); });
        add("optimiser without clipping " + std::to_string(width), [=] { optimiser(width, 0, 3, 0); });
    }
    add("optimiser, clip above the norm", [] { optimiser(3, 0, 3, 1e6); });
    add("optimiser, gradient not finite", [] { optimiser(17, NAN, 3, 3); });
    add("optimiser, gradient too large", [] { optimiser(17, INFINITY, 3, 3); });
    add("optimiser, figure not finite", [] { optimiser(17, 0, NAN, 3); });
    add("optimiser, figure infinite", [] { optimiser(17, 0, -INFINITY, 3); });
});

}  // namespace elementwise_judge
