// Judges rowwise.cu.
#include "judge.h"
#include "kernels.h"

namespace rowwise_judge {

using namespace judge;

static void rows_of(int rows, int cols) {
    size_t n = size_t(rows) * cols;
    auto x = normal(n), row = normal(cols), sum = normal(cols), filled = unset(n), biased = x, partial = unset(size_t(ROW_BLOCKS) * cols);
    auto half = rounded(x), half_biased = half;
    auto half_sum = sum, half_partial = unset(partial.size());
    std::vector<double> want_fill(n), want_bias(n), want_half_bias(n), want_sum = exact(sum), want_half = want_sum;
    for (size_t i = 0; i < n; i++) {
        want_fill[i] = row[i % cols];
        want_bias[i] = double(x[i]) + row[i % cols];
        want_half_bias[i] = value(half[i]) + row[i % cols];
        want_sum[i % cols] += x[i];
        want_half[i % cols] += value(half[i]);
    }
    dim3 grid = columns_grid(cols), block = columns_block(), column_grid(blocks(cols, 64));
    emu::launch(grid, block, 0, [&] { fill_rows(filled.data(), row.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { add_bias(biased.data(), row.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { add_bias_bf16(half_biased.data(), row.data(), rows, cols); });
    emu::launch(grid, block, 0, [&] { column_sum(x.data(), partial.data(), rows, cols); });
    emu::launch(column_grid, dim3(64), 0, [&] { add_partials(partial.data(), ROW_BLOCKS, cols, cols, sum.data()); });
    emu::launch(grid, block, 0, [&] { column_sum_bf16(half.data(), half_partial.data(), rows, cols); });
    emu::launch(column_grid, dim3(64), 0, [&] { add_partials(half_partial.data(), ROW_BLOCKS, cols, cols, half_sum.data()); });
    close("fill_rows", want_fill, filled, EXACT);
    close("add_bias", want_bias, biased, SINGLE);
    close("add_bias_bf16", want_half_bias, half_biased, HALF);
    close("column_sum", want_sum, sum, SINGLE);
    close("column_sum_bf16", want_half, half_sum, SINGLE);
}

// As a slice of a larger tensor may lie: at an address that holds no four elements.
static void unaligned(int rows, int cols) {
    auto memory = normal(size_t(rows) * cols + 1), row = normal(cols + 1);
    std::vector<double> want = exact(memory);
    for (size_t i = 1; i < memory.size(); i++) want[i] += row[1 + (i - 1) % cols];
    emu::launch(columns_grid(cols), columns_block(), 0, [&] { add_bias(memory.data() + 1, row.data() + 1, rows, cols); });
    close("add_bias of a slice", want, memory, SINGLE);
}

static void indexed(int count, int any, int cols, bool ascending) {
    auto table = normal(size_t(any) * cols), x = normal(size_t(count) * cols), gathered = unset(x.size()), added = table;
    auto rows = below(count, any);
    if (ascending) std::sort(rows.begin(), rows.end());
    std::vector<double> want_gather(x.size()), want_add = exact(table);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < cols; j++) {
            want_gather[size_t(i) * cols + j] = table[size_t(rows[i]) * cols + j];
            want_add[size_t(rows[i]) * cols + j] += x[size_t(i) * cols + j];
        }
    dim3 grid(2, 3);
    std::vector<int> uses(2 * any, -1);
    emu::launch(grid, dim3(32), 0, [&] { gather_rows(table.data(), rows.data(), count, cols, gathered.data()); });
    emu::launch(dim3(2), dim3(32), 0, [&] { clear_uses(uses.data(), any); });
    emu::launch(dim3(2), dim3(32), 0, [&] { count_uses(rows.data(), count, uses.data()); });
    emu::launch(grid, dim3(32), 0, [&] { scatter_add_rows(x.data(), rows.data(), uses.data(), count, cols, added.data()); });
    close("gather_rows", want_gather, gathered, EXACT);
    close("scatter_add_rows", want_add, added, SINGLE);
    std::vector<int> different(any);
    for (int i = 0; i < any; i++) different[i] = i;
    std::shuffle(different.begin(), different.end(), state().random);
    int few = std::min(count, any);
    auto scattered = table;
    auto want_scatter = exact(table);
    for (int i = 0; i < few; i++)
        for (int j = 0; j < cols; j++) want_scatter[size_t(different[i]) * cols + j] = x[size_t(i) * cols + j];
    emu::launch(grid, dim3(32), 0, [&] { scatter_rows(x.data(), different.data(), few, cols, scattered.data()); });
    close("scatter_rows", want_scatter, scattered, EXACT);
}

static const bool registered = register_cases([] {
    for (int cols : {1, 3, 17, 64, 196, 384, 768, 1024})
        for (int rows : {1, 31, 65}) add("rows " + std::to_string(rows) + " x " + std::to_string(cols), [=] { rows_of(rows, cols); });
    add("rows 1025 x 384", [] { rows_of(1025, 384); });
    add("no rows", [] { rows_of(0, 64); });
    add("slice", [] { unaligned(7, 64); });
    for (int cols : {1, 64, 768}) {
        add("indices " + std::to_string(cols), [=] { indexed(31, 9, cols, false); });
        add("ascending indices " + std::to_string(cols), [=] { indexed(9, 65, cols, true); });
    }
});

}  // namespace rowwise_judge
