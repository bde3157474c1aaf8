// Judges softmax.cu, and the figure that losses are added to.
#include "judge.h"
#include "kernels.h"

namespace softmax_judge {

using namespace judge;

// Softmax in place; the logarithm of the sum of exponentials.
static double softmax(std::vector<double> &row) {
    double top = *std::max_element(row.begin(), row.end()), sum = 0;
    for (double &x : row) sum += x = std::exp(x - top);
    for (double &x : row) x /= sum;
    return top + std::log(sum);
}

static void targets(int rows, int cols, float offset) {
    size_t n = size_t(rows) * cols;
    auto z = normal(n, offset), centre = normal(cols), out = unset(n);
    std::vector<double> temperature = {0.3}, want;
    for (int r = 0; r < rows; r++) {
        std::vector<double> row(cols);
        for (int c = 0; c < cols; c++) row[c] = (double(z[size_t(r) * cols + c]) - centre[c]) / 0.3;
        softmax(row);
        want.insert(want.end(), row.begin(), row.end());
    }
    emu::launch(dim3(rows), dim3(256), 0, [&] { centred_softmax(z.data(), centre.data(), temperature.data(), out.data(), cols); });
    close("centred_softmax", want, out, offset == 0 ? SINGLE : 1e-4);
}

static void loss(int rows, int cols, int target_rows) {
    size_t n = size_t(rows) * cols;
    auto z = normal(n), t = uniform(size_t(target_rows) * cols, 0.1f, 1.1f), dz = normal(n);
    auto chosen = below(rows, target_rows);
    std::vector<double> weight(rows), losses = unset64(rows), figure = {1.5}, want_dz = exact(dz), want_figure = {1.5};
    const double temperature = 0.1;
    for (int r = 0; r < rows; r++) {
        weight[r] = r % 3 == 1 ? 0 : 0.25 * (1 + r % 5);
        if (weight[r] == 0) {
            chosen[r] = 1 << 30;  // never read
            for (int c = 0; c < cols; c++) z[size_t(r) * cols + c] = NAN;
            continue;
        }
        std::vector<double> row(cols);
        for (int c = 0; c < cols; c++) row[c] = z[size_t(r) * cols + c] / temperature;
        auto p = row;
        double log_sum = softmax(p), mass = 0;
        for (int c = 0; c < cols; c++) mass += t[size_t(chosen[r]) * cols + c];
        for (int c = 0; c < cols; c++) {
            double share = t[size_t(chosen[r]) * cols + c];
            want_figure[0] += weight[r] * share * (log_sum - row[c]);
            want_dz[size_t(r) * cols + c] += weight[r] / temperature * (mass * p[c] - share);
        }
    }
    emu::launch(dim3(rows), dim3(256), 0, [&] {
        cross_entropy(z.data(), t.data(), chosen.data(), weight.data(), temperature, dz.data(), losses.data(), cols);
    });
    emu::launch(dim3(1), dim3(256), 0, [&] { add_to_figure(losses.data(), rows, 1, figure.data()); });
    close("cross_entropy dz", want_dz, dz, SINGLE);
    close("cross_entropy", want_figure, figure, 1e-6);
}

static const bool registered = register_cases([] {
    for (int cols : {1, 3, 64, 384, 1025})
        for (int rows : {1, 31, 65}) {
            std::string size = std::to_string(rows) + " x " + std::to_string(cols);
            add("targets " + size, [=] { targets(rows, cols, 0); });
            add("loss " + size, [=] { loss(rows, cols, 4); });
        }
    add("targets of large logits", [] { targets(7, 197, -1000); });
});

}  // namespace softmax_judge
