// Row normalisations and their gradients. Letters: R = rows, D = width, K = prototypes. A warp has a row: 8 of them a block of
// 256 threads, grid ceil(rows / 8), where nothing else is said. What ends in _bf16 gives or takes activations in bfloat16.
#include "columns.cuh"

#define WARPS 8

__device__ __forceinline__ int lane_of_warp() { return threadIdx.x % WARP; }
__device__ __forceinline__ int row_of_warp() { return blockIdx.x * WARPS + threadIdx.x / WARP; }

// LayerNorm (arXiv:1607.06450, section 3) of any width: y [R, D] = gamma * (x - mean) / sqrt(var + epsilon) + beta, with the biased
// variance of centred values; stats [R, 2]: mean, 1 / sqrt(var + epsilon).
template <class T>
__device__ __forceinline__ void layer_norm_of(
        const float *x, const float *gamma, const float *beta, double epsilon, T *y, float *stats, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    const float *in = x + (long long) row * cols;
    float sum = 0, squares = 0;
    for (int j = lane; j < cols; j += WARP) sum += in[j];
    float mean = warp_sum(sum) / cols;
    for (int j = lane; j < cols; j += WARP) squares += (in[j] - mean) * (in[j] - mean);
    float inverse = 1 / sqrtf(warp_sum(squares) / cols + float(epsilon));
    for (int j = lane; j < cols; j += WARP) store(y + (long long) row * cols + j, (in[j] - mean) * inverse * gamma[j] + beta[j]);
    if (lane == 0) stats[2LL * row] = mean, stats[2LL * row + 1] = inverse;
}

extern "C" __global__ void __launch_bounds__(256) layer_norm(
        const float *x, const float *gamma, const float *beta, double epsilon, float *y, float *stats, int rows, int cols) {
    layer_norm_of(x, gamma, beta, epsilon, y, stats, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) layer_norm_bf16(
        const float *x, const float *gamma, const float *beta, double epsilon, bf16 *y, float *stats, int rows, int cols) {
    layer_norm_of(x, gamma, beta, epsilon, y, stats, rows, cols);
}

// A row of 128 x QUADS elements in the registers of a warp: it is read from memory once.
template <int QUADS, class T>
__device__ __forceinline__ void layer_norm_in_registers(
        const float *x, const float *gamma, const float *beta, double epsilon, T *y, float *stats, int rows) {
    constexpr int cols = 128 * QUADS;
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols + 4 * lane;
    float4 v[QUADS];
    float sum = 0, squares = 0;
#pragma unroll
    for (int i = 0; i < QUADS; i++) {
        v[i] = load4(x + at + 128 * i);
        sum += (v[i].x + v[i].y) + (v[i].z + v[i].w);
    }
    float mean = warp_sum(sum) * (1.0f / cols);
#pragma unroll
    for (int i = 0; i < QUADS; i++) {
        v[i].x -= mean, v[i].y -= mean, v[i].z -= mean, v[i].w -= mean;
        squares += (v[i].x * v[i].x + v[i].y * v[i].y) + (v[i].z * v[i].z + v[i].w * v[i].w);
    }
    float inverse = 1 / sqrtf(warp_sum(squares) * (1.0f / cols) + float(epsilon));
#pragma unroll
    for (int i = 0; i < QUADS; i++) {
        float4 g = load4(gamma + 128 * i + 4 * lane), b = load4(beta + 128 * i + 4 * lane);
        store4(y + at + 128 * i, make_float4(v[i].x * inverse * g.x + b.x, v[i].y * inverse * g.y + b.y,
                                         v[i].z * inverse * g.z + b.z, v[i].w * inverse * g.w + b.w));
    }
    if (lane == 0) stats[2LL * row] = mean, stats[2LL * row + 1] = inverse;
}

// Adds to dx [R, D]. Any width.
template <class T>
__device__ __forceinline__ void layer_norm_backward_of(
        const T *dy, const float *x, const float *gamma, const float *stats, float *dx, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols;
    float mean = stats[2LL * row], inverse = stats[2LL * row + 1], sum = 0, along = 0;
    for (int j = lane; j < cols; j += WARP) {
        float slope = load(dy + at + j) * gamma[j];
        sum += slope;
        along += slope * ((x[at + j] - mean) * inverse);
    }
    sum = warp_sum(sum) / cols, along = warp_sum(along) / cols;
    for (int j = lane; j < cols; j += WARP) {
        float slope = load(dy + at + j) * gamma[j];
        dx[at + j] += inverse * (slope - sum - (x[at + j] - mean) * inverse * along);
    }
}

extern "C" __global__ void __launch_bounds__(256) layer_norm_backward(
        const float *dy, const float *x, const float *gamma, const float *stats, float *dx, int rows, int cols) {
    layer_norm_backward_of(dy, x, gamma, stats, dx, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) layer_norm_backward_bf16(
        const bf16 *dy, const float *x, const float *gamma, const float *stats, float *dx, int rows, int cols) {
    layer_norm_backward_of(dy, x, gamma, stats, dx, rows, cols);
}

template <class T>
__device__ __forceinline__ void layer_norm_parameters_of(
        const T *dy, const float *x, const float *stats, float *partial, int rows, int cols) {
    Columns c(cols, holds_quads(dy) && holds_quads(x));
    Quad dgamma = {}, dbeta = {};
    for (int r = first_row(); r < rows; r += row_step()) {
        Quad slope = read(dy + (long long) r * cols + c.first, c), value = read(x + (long long) r * cols + c.first, c);
        float mean = stats[2LL * r], inverse = stats[2LL * r + 1];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            dgamma.v[i] += slope.v[i] * ((value.v[i] - mean) * inverse);
            dbeta.v[i] += slope.v[i];
        }
    }
    write_partial(partial + (long long) blockIdx.y * 2 * cols, dgamma, c);
    write_partial(partial + (long long) blockIdx.y * 2 * cols + cols, dbeta, c);
}

// partial [gridDim.y, 2D]: sums for dgamma, then for dbeta, of any width. Blocks and grid: columns.cuh.
extern "C" __global__ void __launch_bounds__(256) layer_norm_parameters(
        const float *dy, const float *x, const float *stats, float *partial, int rows, int cols) {
    layer_norm_parameters_of(dy, x, stats, partial, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) layer_norm_parameters_bf16(
        const bf16 *dy, const float *x, const float *stats, float *partial, int rows, int cols) {
    layer_norm_parameters_of(dy, x, stats, partial, rows, cols);
}

// The sums of 8 warps for half of the columns at a time, which fits the shared memory that needs no asking for.
template <int QUADS>
__device__ __forceinline__ void write_parameters(const float4 (&dgamma)[QUADS], const float4 (&dbeta)[QUADS], float *partial) {
    constexpr int cols = 128 * QUADS, half = cols / 2;
    alignas(16) __shared__ float sums[2][WARPS][half];
    int warp = threadIdx.x / WARP, lane = lane_of_warp();
    for (int part = 0; part < 2; part++) {
        __syncthreads();
#pragma unroll
        for (int i = 0; i < QUADS; i++) {
            int column = 128 * i + 4 * lane - part * half;
            if (column >= 0 && column < half) store4(&sums[0][warp][column], dgamma[i]), store4(&sums[1][warp][column], dbeta[i]);
        }
        __syncthreads();
        for (int j = threadIdx.x; j < cols; j += 256) {
            float total = 0;
            for (int w = 0; w < WARPS; w++) total += sums[j / half][w][j % half];
            partial[(2LL * blockIdx.x + j / half) * cols + part * half + j % half] = total;
        }
    }
}

// Adds to dx [R, D] and writes a block's sums to partial [gridDim.x, 2D], dgamma's and then dbeta's. A grid of any size: warps go
// down the rows by 8 x gridDim.x.
template <int QUADS, class T>
__device__ __forceinline__ void layer_norm_backward_in_registers(
        const T *dy, const float *x, const float *gamma, const float *stats, float *dx, float *partial, int rows) {
    constexpr int cols = 128 * QUADS;
    int lane = lane_of_warp();
    float4 dgamma[QUADS], dbeta[QUADS];
#pragma unroll
    for (int i = 0; i < QUADS; i++) dgamma[i] = dbeta[i] = make_float4(0, 0, 0, 0);
    for (int row = row_of_warp(); row < rows; row += gridDim.x * WARPS) {
        long long at = (long long) row * cols + 4 * lane;
        float mean = stats[2LL * row], inverse = stats[2LL * row + 1], sum = 0, along = 0;
        float4 unit[QUADS], slope[QUADS];
#pragma unroll
        for (int i = 0; i < QUADS; i++) {
            float4 v = load4(x + at + 128 * i), d = load4(dy + at + 128 * i), g = load4(gamma + 128 * i + 4 * lane);
            float4 u = make_float4((v.x - mean) * inverse, (v.y - mean) * inverse, (v.z - mean) * inverse, (v.w - mean) * inverse);
            dgamma[i].x += d.x * u.x, dgamma[i].y += d.y * u.y, dgamma[i].z += d.z * u.z, dgamma[i].w += d.w * u.w;
            dbeta[i].x += d.x, dbeta[i].y += d.y, dbeta[i].z += d.z, dbeta[i].w += d.w;
            d.x *= g.x, d.y *= g.y, d.z *= g.z, d.w *= g.w;
            sum += (d.x + d.y) + (d.z + d.w);
            along += (d.x * u.x + d.y * u.y) + (d.z * u.z + d.w * u.w);
            unit[i] = u, slope[i] = d;
        }
        sum = warp_sum(sum) * (1.0f / cols), along = warp_sum(along) * (1.0f / cols);
#pragma unroll
        for (int i = 0; i < QUADS; i++) {
            float4 d = slope[i], u = unit[i], old = load4(dx + at + 128 * i);
            store4(dx + at + 128 * i, make_float4(old.x + inverse * (d.x - sum - u.x * along), old.y + inverse * (d.y - sum - u.y * along),
                                              old.z + inverse * (d.z - sum - u.z * along), old.w + inverse * (d.w - sum - u.w * along)));
        }
    }
    write_parameters<QUADS>(dgamma, dbeta, partial);
}

// The widths of ViT-S, B, L and g have kernels of their own, for tensors at addresses that are multiples of 16.
#define LAYER_NORM_OF_WIDTH(width)                                                                                              \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_##width(                                                       \
            const float *x, const float *gamma, const float *beta, double epsilon, float *y, float *stats, int rows) {          \
        layer_norm_in_registers<width / 128>(x, gamma, beta, epsilon, y, stats, rows);                                          \
    }                                                                                                                           \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_##width##_bf16(                                                \
            const float *x, const float *gamma, const float *beta, double epsilon, bf16 *y, float *stats, int rows) {           \
        layer_norm_in_registers<width / 128>(x, gamma, beta, epsilon, y, stats, rows);                                          \
    }
LAYER_NORM_OF_WIDTH(384)
LAYER_NORM_OF_WIDTH(768)
LAYER_NORM_OF_WIDTH(1024)
LAYER_NORM_OF_WIDTH(1536)

// A row of 1536 would need more registers than a thread has.
#define LAYER_NORM_BACKWARD_OF_WIDTH(width)                                                                                     \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_backward_##width(                                              \
            const float *dy, const float *x, const float *gamma, const float *stats, float *dx, float *partial, int rows) {     \
        layer_norm_backward_in_registers<width / 128>(dy, x, gamma, stats, dx, partial, rows);                                  \
    }                                                                                                                           \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_backward_##width##_bf16(                                       \
            const bf16 *dy, const float *x, const float *gamma, const float *stats, float *dx, float *partial, int rows) {      \
        layer_norm_backward_in_registers<width / 128>(dy, x, gamma, stats, dx, partial, rows);                                  \
    }
LAYER_NORM_BACKWARD_OF_WIDTH(384)
LAYER_NORM_BACKWARD_OF_WIDTH(768)
LAYER_NORM_BACKWARD_OF_WIDTH(1024)

// y [R, D] = x / max(|x|, epsilon); norms [R, 1]: max(|x|, epsilon).
extern "C" __global__ void __launch_bounds__(256) l2_normalize(
        const float *x, double epsilon, float *y, float *norms, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols;
    float squares = 0;
    for (int j = lane; j < cols; j += WARP) squares += x[at + j] * x[at + j];
    float norm = fmaxf(sqrtf(warp_sum(squares)), float(epsilon));
    for (int j = lane; j < cols; j += WARP) y[at + j] = x[at + j] / norm;
    if (lane == 0) norms[row] = norm;
}

// dx [R, D] = (dy - y (y . dy)) / norm.
extern "C" __global__ void __launch_bounds__(256) l2_normalize_backward(
        const float *dy, const float *y, const float *norms, float *dx, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols;
    float along = 0;
    for (int j = lane; j < cols; j += WARP) along += dy[at + j] * y[at + j];
    along = warp_sum(along);
    for (int j = lane; j < cols; j += WARP) dx[at + j] = (dy[at + j] - y[at + j] * along) / norms[row];
}

// w [K, D] = g [K, 1] * v / |v| (arXiv:1602.07868, equation 2).
extern "C" __global__ void __launch_bounds__(256) weight_norm(const float *v, const float *g, float *w, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols;
    float squares = 0;
    for (int j = lane; j < cols; j += WARP) squares += v[at + j] * v[at + j];
    float factor = g[row] / sqrtf(warp_sum(squares));
    for (int j = lane; j < cols; j += WARP) w[at + j] = v[at + j] * factor;
}

// Adds to dv [K, D] and dg [K, 1].
extern "C" __global__ void __launch_bounds__(256) weight_norm_backward(
        const float *dw, const float *v, const float *g, float *dv, float *dg, int rows, int cols) {
    int row = row_of_warp(), lane = lane_of_warp();
    if (row >= rows) return;
    long long at = (long long) row * cols;
    float squares = 0, along = 0;
    for (int j = lane; j < cols; j += WARP) squares += v[at + j] * v[at + j], along += dw[at + j] * v[at + j];
    float norm = sqrtf(warp_sum(squares));
    along = warp_sum(along) / norm;
    for (int j = lane; j < cols; j += WARP) dv[at + j] += g[row] / norm * (dw[at + j] - v[at + j] / norm * along);
    if (lane == 0) dg[row] += along;
}
