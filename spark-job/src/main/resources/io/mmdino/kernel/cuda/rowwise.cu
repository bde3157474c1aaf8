// Copies and sums of whole rows. Letters: R = rows, D = width. Blocks and grids where nothing else is said: columns.cuh.
#include "columns.cuh"

// y [R, D] = row [1, D] in each row.
extern "C" __global__ void __launch_bounds__(256) fill_rows(float *y, const float *row, int rows, int cols) {
    Columns c(cols, holds_quads(y) && holds_quads(row));
    Quad value = read(row + c.first, c);
    for (int r = first_row(); r < rows; r += row_step()) write(y + (long long) r * cols + c.first, value, c);
}

template <class T>
__device__ __forceinline__ void add_row(T *y, const float *row, int rows, int cols) {
    Columns c(cols, holds_quads(y) && holds_quads(row));
    Quad shift = read(row + c.first, c);
    for (int r = first_row(); r < rows; r += row_step()) {
        T *at = y + (long long) r * cols + c.first;
        Quad value = read(at, c);
#pragma unroll
        for (int i = 0; i < 4; i++) value.v[i] += shift.v[i];
        write(at, value, c);
    }
}

// y [R, D] += bias [1, D] in each row: what remains of a linear layer after its product.
extern "C" __global__ void __launch_bounds__(256) add_bias(float *y, const float *bias, int rows, int cols) {
    add_row(y, bias, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) add_bias_bf16(bf16 *y, const float *bias, int rows, int cols) {
    add_row(y, bias, rows, cols);
}

template <class T>
__device__ __forceinline__ void sum_columns(const T *x, float *partial, int rows, int cols) {
    Columns c(cols, holds_quads(x));
    Quad sum = {};
    for (int r = first_row(); r < rows; r += row_step()) {
        Quad value = read(x + (long long) r * cols + c.first, c);
#pragma unroll
        for (int i = 0; i < 4; i++) sum.v[i] += value.v[i];
    }
    write_partial(partial + (long long) blockIdx.y * cols, sum, c);
}

// partial [gridDim.y, D]: sums over each block's rows of x [R, D], for add_partials.
extern "C" __global__ void __launch_bounds__(256) column_sum(const float *x, float *partial, int rows, int cols) {
    sum_columns(x, partial, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) column_sum_bf16(const bf16 *x, float *partial, int rows, int cols) {
    sum_columns(x, partial, rows, cols);
}

// target [1, D] += sum over count rows of partial sums, which are pitch elements apart. A thread a column, grid ceil(D / threads).
extern "C" __global__ void add_partials(const float *partial, int count, int pitch, int cols, float *target) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= cols) return;
    double total = 0;
    for (int i = 0; i < count; i++) total += partial[(long long) i * pitch + column];
    target[column] = float(target[column] + total);
}

// y[i] = x[rows[i]]: x [any, D], rows [count], y [count, D]. A row of blocks for each index: grid (any, 1 to 65535).
extern "C" __global__ void gather_rows(const float *x, const int *rows, int count, int cols, float *y) {
    for (int i = blockIdx.y; i < count; i += gridDim.y) {
        const float *from = x + (long long) rows[i] * cols;
        float *to = y + (long long) i * cols;
        for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < cols; j += gridDim.x * blockDim.x) to[j] = from[j];
    }
}

// y[rows[i]] = x[i]: the indices are different. Grid as in gather_rows.
extern "C" __global__ void scatter_rows(const float *x, const int *rows, int count, int cols, float *y) {
    for (int i = blockIdx.y; i < count; i += gridDim.y) {
        const float *from = x + (long long) i * cols;
        float *to = y + (long long) rows[i] * cols;
        for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < cols; j += gridDim.x * blockDim.x) to[j] = from[j];
    }
}

// Three kernels add rows whose indices may occur more than once, always in the order of the list: each row of y notes where its
// index occurs first and how often, then the first occurrence adds all of them. uses [any, 2]: first, count.
extern "C" __global__ void clear_uses(int *uses, int any) {
    for (long long i = thread_of_grid(); i < any; i += threads_of_grid()) uses[2 * i] = 0x7fffffff, uses[2 * i + 1] = 0;
}

extern "C" __global__ void count_uses(const int *rows, int count, int *uses) {
    for (long long i = thread_of_grid(); i < count; i += threads_of_grid()) {
        atomicMin(uses + 2LL * rows[i], int(i));
        atomicAdd(uses + 2LL * rows[i] + 1, 1);
    }
}

// y[rows[i]] += x[i]. Grid as in gather_rows.
extern "C" __global__ void scatter_add_rows(const float *x, const int *rows, const int *uses, int count, int cols, float *y) {
    for (int i = blockIdx.y; i < count; i += gridDim.y) {
        int row = rows[i], left = uses[2LL * row + 1];
        if (uses[2LL * row] != i) continue;
        for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < cols; j += gridDim.x * blockDim.x) {
            float sum = y[(long long) row * cols + j];
            for (int other = i, found = 0; found < left; other++)
                if (rows[other] == row) sum += x[(long long) other * cols + j], found++;
            y[(long long) row * cols + j] = sum;
        }
    }
}
