// Judges statistics.cu.
#include "judge.h"
#include "kernels.h"

namespace statistics_judge {

using namespace judge;

static const dim3 GRID(3), THREADS(64);
static constexpr double DOUBLE = 1e-12;

static std::vector<double> sums_of(int rows, int cols, std::function<void(double *)> kernel) {
    auto partial = unset64(size_t(ROW_BLOCKS) * cols), sums = unset64(cols + 1);
    emu::launch(dim3(blocks(cols, 64), ROW_BLOCKS), THREADS, 0, [&] { kernel(partial.data()); });
    emu::launch(dim3(blocks(cols + 1, 64)), THREADS, 0,
            [&] { finish_column_sums(partial.data(), ROW_BLOCKS, rows, cols, sums.data()); });
    return sums;
}

static void centre(int rows, int cols) {
    auto z = normal(size_t(rows) * cols), middle = normal(cols);
    std::vector<double> want(cols + 1, 0), want_middle = exact(middle);
    for (size_t i = 0; i < z.size(); i++) want[i % cols] += z[i];
    want[cols] = rows;
    for (int c = 0; c < cols && rows > 0; c++) want_middle[c] = 0.9 * middle[c] + 0.1 * want[c] / rows;
    auto sums = sums_of(rows, cols, [&](double *partial) { column_sums(z.data(), rows, cols, partial); });
    emu::launch(GRID, THREADS, 0, [&] { move_centre(sums.data(), 0.9, middle.data(), cols); });
    close("column_sums", want, sums, DOUBLE);
    close("move_centre", want_middle, middle, rows > 0 ? SINGLE : EXACT);
}

static void sinkhorn(int rows, int cols) {
    auto z = normal(size_t(rows) * cols);
    z[0] = 1e4f;  // its exponent is cut off
    long long n = (long long) z.size();
    std::vector<double> temperature = {0.3}, q = unset64(z.size()), want(z.size()), want_sums(cols + 1, 0), want_targets(z.size());
    auto targets = unset(z.size());
    for (size_t i = 0; i < z.size(); i++) want[i] = std::exp(std::min(z[i] / 0.3, 600.0));
    emu::launch(GRID, THREADS, 0, [&] { sinkhorn_start(z.data(), temperature.data(), q.data(), n); });
    close("sinkhorn_start", want, q, DOUBLE);
    z[0] = 1;
    emu::launch(GRID, THREADS, 0, [&] { sinkhorn_start(z.data(), temperature.data(), q.data(), n); });
    want = q;
    for (size_t i = 0; i < z.size(); i++) want_sums[i % cols] += want[i];
    want_sums[cols] = rows;
    for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < cols; c++) sum += want[size_t(r) * cols + c] /= want_sums[c] * cols;
        for (int c = 0; c < cols; c++) want[size_t(r) * cols + c] /= sum * rows;
    }
    for (size_t i = 0; i < z.size(); i++) want_targets[i] = want[i] * rows;
    auto sums = sums_of(rows, cols, [&](double *partial) { column_sums_f64(q.data(), rows, cols, partial); });
    emu::launch(dim3(rows), dim3(256), 0, [&] { sinkhorn_round(q.data(), sums.data(), cols); });
    emu::launch(GRID, THREADS, 0, [&] { sinkhorn_targets(q.data(), sums.data(), targets.data(), cols, n); });
    close("column_sums_f64", want_sums, sums, DOUBLE);
    close("sinkhorn_round", want, q, DOUBLE);
    close("sinkhorn_targets", want_targets, targets, SINGLE);
}

struct Koleo {
    int rows, cols, groups;
    std::vector<double> units, norms, distances, dunits;
    std::vector<int> nearest;
    double loss = 0;

    Koleo(const std::vector<float> &x, int rows, int cols, int groups, double weight)
            : rows(rows), cols(cols), groups(groups), units(x.size()), norms(rows), distances(rows), dunits(x.size()), nearest(rows) {
        for (int r = 0; r < rows; r++) {
            double squares = 0;
            for (int c = 0; c < cols; c++) squares += std::pow(x[size_t(r) * cols + c], 2.0);
            norms[r] = std::max(std::sqrt(squares), 1e-8);
            for (int c = 0; c < cols; c++) units[size_t(r) * cols + c] = x[size_t(r) * cols + c] / norms[r];
        }
        for (int r = 0; r < rows; r++) neighbour(r);
        for (int r = 0; r < rows; r++) push(r, weight);
        for (int r = 0; r < rows; r++) project(r);
    }

    double dot(const std::vector<double> &a, int i, int j) const {
        double sum = 0;
        for (int c = 0; c < cols; c++) sum += a[size_t(i) * cols + c] * units[size_t(j) * cols + c];
        return sum;
    }

    double gap(int r, int c) const { return units[size_t(r) * cols + c] - units[size_t(nearest[r]) * cols + c] + 1e-8; }

    void neighbour(int r) {
        double best = -INFINITY, squares = 0;
        nearest[r] = r;
        for (int j = r % groups; j < rows; j += groups)
            if (j != r && dot(units, r, j) > best) best = dot(units, r, j), nearest[r] = j;
        for (int c = 0; c < cols; c++) squares += gap(r, c) * gap(r, c);
        distances[r] = std::sqrt(squares);
        loss -= std::log(distances[r] + 1e-8) * groups / rows;
    }

    void push(int r, double weight) {
        for (int c = 0; c < cols; c++) {
            double step = -weight * groups / rows / (distances[r] + 1e-8) / distances[r] * gap(r, c);
            dunits[size_t(r) * cols + c] += step;
            dunits[size_t(nearest[r]) * cols + c] -= step;
        }
    }

    void project(int r) {
        double along = dot(dunits, r, r);
        for (int c = 0; c < cols; c++) {
            double &slope = dunits[size_t(r) * cols + c];
            slope = (slope - units[size_t(r) * cols + c] * along) / norms[r];
        }
    }
};

static void koleo(int rows, int cols, int groups, bool equal) {
    auto x = normal(size_t(rows) * cols), dx = unset(x.size());
    for (int c = 0; c < cols && equal; c++) {  // three rows alike: the first of equals is the neighbour
        x[size_t(4 * groups) * cols + c] = x[size_t(2 * groups) * cols + c];
        x[size_t(9 * groups) * cols + c] = x[size_t(2 * groups) * cols + c];
    }
    Koleo want(x, rows, cols, groups, 0.1);
    auto units = unset64(x.size()), norms = unset64(rows), distances = unset64(rows), losses = unset64(rows);
    std::vector<int> nearest(rows, -1);
    std::vector<double> figure = {0.5};
    dim3 grid(rows), block(256);
    emu::launch(grid, block, 0, [&] { koleo_units(x.data(), cols, units.data(), norms.data()); });
    emu::launch(grid, block, 0,
            [&] { koleo_nearest(units.data(), rows, cols, groups, nearest.data(), distances.data(), losses.data()); });
    emu::launch(grid, block, 8 * cols, [&] {
        koleo_gradient(units.data(), norms.data(), nearest.data(), distances.data(), rows, cols, groups, 0.1, dx.data());
    });
    emu::launch(dim3(1), block, 0, [&] { add_to_figure(losses.data(), rows, double(groups) / rows, figure.data()); });
    close("nearest", exact(want.nearest), nearest, EXACT);
    close("koleo", {0.5 + want.loss}, figure, 1e-9);
    close("koleo dx", want.dunits, dx, equal ? 1e-2 : SINGLE);  // rows alike push each other along rounding
}

static void koleo_of_nan() {
    const int rows = 6, cols = 17;
    auto x = normal(size_t(rows) * cols);
    for (int c = 0; c < cols; c++) x[c] = NAN;
    auto units = unset64(x.size()), norms = unset64(rows), distances = unset64(rows), losses = unset64(rows);
    std::vector<int> nearest(rows, -1);
    emu::launch(dim3(rows), dim3(256), 0, [&] { koleo_units(x.data(), cols, units.data(), norms.data()); });
    emu::launch(dim3(rows), dim3(256), 0,
            [&] { koleo_nearest(units.data(), rows, cols, 2, nearest.data(), distances.data(), losses.data()); });
    state().checks++;
    if (nearest[0] != 0 || nearest[2] != 4 || nearest[4] != 2) fail("nearest", "a row of NaN has a neighbour, or is one");
    if (!std::isnan(losses[0]) || std::isnan(losses[2])) fail("losses", "only the row of NaN has no loss");
}

static void figures(int rows, int cols) {
    auto p = uniform(size_t(rows) * cols, 0, 1), x = normal(size_t(rows) * cols, 2), z = normal(size_t(rows) * cols);
    p[0] = 0;
    if (cols > 2) z[1] = z[2] = 9;
    auto label = below(rows, cols);
    label[0] = cols > 2 ? 1 : 0;
    std::vector<double> weight(rows), entropies = unset64(rows), squares = unset64(cols), hits = unset64(rows), got(3, 0.5), want(3, 0.5);
    for (int r = 0; r < rows; r++) weight[r] = r % 4 == 3 ? 0 : 0.5;
    for (int r = 0; r < rows; r++) {
        int best = 0;
        for (int c = 0; c < cols; c++) {
            double share = p[size_t(r) * cols + c];
            want[0] -= share > 0 ? share * std::log(share) / rows : 0;
            if (z[size_t(r) * cols + c] > z[size_t(r) * cols + best]) best = c;
        }
        want[2] += weight[r] != 0 && best == label[r];
    }
    for (int c = 0; c < cols; c++) {
        double mean = 0;
        for (int r = 0; r < rows; r++) mean += x[size_t(r) * cols + c] / double(rows);
        for (int r = 0; r < rows; r++) want[1] += std::pow(x[size_t(r) * cols + c] - mean, 2) / rows / cols;
    }
    emu::launch(dim3(rows), dim3(256), 0, [&] { row_entropies(p.data(), cols, entropies.data()); });
    emu::launch(dim3(blocks(cols, 64)), THREADS, 0, [&] { column_deviations(x.data(), rows, cols, squares.data()); });
    emu::launch(dim3(blocks(rows, 64)), THREADS, 0,
            [&] { correct_rows(z.data(), label.data(), weight.data(), rows, cols, hits.data()); });
    dim3 one(1), block(256);
    emu::launch(one, block, 0, [&] { add_to_figure(entropies.data(), rows, 1.0 / rows, got.data()); });
    emu::launch(one, block, 0, [&] { add_to_figure(squares.data(), cols, 1.0 / rows / cols, got.data() + 1); });
    emu::launch(one, block, 0, [&] { add_to_figure(hits.data(), rows, 1, got.data() + 2); });
    close("entropy", {want[0]}, std::vector<double>{got[0]}, DOUBLE);
    close("variance", {want[1]}, std::vector<double>{got[1]}, DOUBLE);
    close("correct", {want[2]}, std::vector<double>{got[2]}, EXACT);
}

static const bool registered = register_cases([] {
    for (int cols : {1, 3, 64, 384, 1025})
        for (int rows : {1, 31, 65}) {
            std::string size = std::to_string(rows) + " x " + std::to_string(cols);
            add("centre " + size, [=] { centre(rows, cols); });
            add("sinkhorn " + size, [=] { sinkhorn(rows, cols); });
            add("figures " + size, [=] { figures(rows, cols); });
        }
    add("centre of no rows", [] { centre(0, 64); });
    for (int cols : {3, 64, 384}) {
        add("koleo " + std::to_string(cols), [=] { koleo(62, cols, 2, false); });
        add("koleo of one group " + std::to_string(cols), [=] { koleo(31, cols, 1, false); });
    }
    add("koleo of two rows", [] { koleo(4, 17, 2, false); });
    add("koleo of equal rows", [] { koleo(20, 64, 2, true); });
    add("koleo of NaN", koleo_of_nan);
});

}  // namespace statistics_judge
