// Activation functions and the end of a residual branch, each with the bias before it, and their gradients. Letters: R = rows,
// D = width. Blocks and grids: columns.cuh; partial [gridDim.y, width] goes to add_partials. What ends in _bf16 has activations
// in bfloat16; biases, sums and the residual stream are float32 in both.
#include "columns.cuh"

#define INVERSE_SQRT_2 0.70710678f
#define INVERSE_SQRT_2_PI 0.39894228f

// Phi, the distribution function of the standard normal distribution.
__device__ __forceinline__ float normal_below(float x) { return 0.5f * (1 + erff(x * INVERSE_SQRT_2)); }

// GELU in the erf form: Hendrycks, Gimpel, arXiv:1606.08415, section 2.
__device__ __forceinline__ float gelu_slope(float x) {
    return normal_below(x) + x * INVERSE_SQRT_2_PI * expf(-0.5f * x * x);
}

template <class T>
__device__ __forceinline__ void bias_gelu_of(T *u, const float *bias, T *g, int rows, int cols) {
    Columns c(cols, holds_quads(u) && holds_quads(bias) && holds_quads(g));
    Quad shift = read(bias + c.first, c);
    for (int r = first_row(); r < rows; r += row_step()) {
        long long at = (long long) r * cols + c.first;
        Quad x = read(u + at, c), y;
#pragma unroll
        for (int i = 0; i < 4; i++) {
            x.v[i] += shift.v[i];
            y.v[i] = x.v[i] * normal_below(x.v[i]);
        }
        write(u + at, x, c);
        write(g + at, y, c);
    }
}

// u [R, D] += bias [1, D]; g [R, D] = gelu(u).
extern "C" __global__ void __launch_bounds__(256) bias_gelu(float *u, const float *bias, float *g, int rows, int cols) {
    bias_gelu_of(u, bias, g, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) bias_gelu_bf16(bf16 *u, const float *bias, bf16 *g, int rows, int cols) {
    bias_gelu_of(u, bias, g, rows, cols);
}

template <class T>
__device__ __forceinline__ void gelu_backward_of(T *dg, const T *u, float *partial, int rows, int cols) {
    Columns c(cols, holds_quads(u) && holds_quads(dg));
    Quad sum = {};
    for (int r = first_row(); r < rows; r += row_step()) {
        long long at = (long long) r * cols + c.first;
        Quad x = read(u + at, c), slope = read(dg + at, c);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            slope.v[i] *= gelu_slope(x.v[i]);
            sum.v[i] += slope.v[i];
        }
        write(dg + at, slope, c);
    }
    write_partial(partial + (long long) blockIdx.y * cols, sum, c);
}

// dg [R, D] becomes the gradient of u [R, D]; partial: sums of it over rows.
extern "C" __global__ void __launch_bounds__(256) gelu_backward(float *dg, const float *u, float *partial, int rows, int cols) {
    gelu_backward_of(dg, u, partial, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) gelu_backward_bf16(bf16 *dg, const bf16 *u, float *partial, int rows, int cols) {
    gelu_backward_of(dg, u, partial, rows, cols);
}

__device__ __forceinline__ float sigmoid(float x) { return 1 / (1 + expf(-x)); }

template <class T>
__device__ __forceinline__ void bias_swiglu_of(T *u, const float *bias, T *h, int rows, int cols) {
    Columns c(cols, holds_quads(u) && holds_quads(bias) && holds_quads(h));
    Quad gate_shift = read(bias + c.first, c), shift = read(bias + cols + c.first, c);
    for (int r = first_row(); r < rows; r += row_step()) {
        T *gates = u + (long long) r * 2 * cols + c.first, *values = gates + cols;
        Quad gate = read(gates, c), value = read(values, c), out;
#pragma unroll
        for (int i = 0; i < 4; i++) {
            gate.v[i] += gate_shift.v[i];
            value.v[i] += shift.v[i];
            out.v[i] = gate.v[i] * sigmoid(gate.v[i]) * value.v[i];
        }
        write(gates, gate, c);
        write(values, value, c);
        write(h + (long long) r * cols + c.first, out, c);
    }
}

// SwiGLU (Shazeer, arXiv:2002.05202, section 2): u [R, 2D] += bias [1, 2D]; h [R, D] = silu(u[:, :D]) * u[:, D:]. cols is D.
extern "C" __global__ void __launch_bounds__(256) bias_swiglu(float *u, const float *bias, float *h, int rows, int cols) {
    bias_swiglu_of(u, bias, h, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) bias_swiglu_bf16(bf16 *u, const float *bias, bf16 *h, int rows, int cols) {
    bias_swiglu_of(u, bias, h, rows, cols);
}

template <class T>
__device__ __forceinline__ void swiglu_backward_of(const T *dh, const T *u, T *du, float *partial, int rows, int cols) {
    Columns c(cols, holds_quads(dh) && holds_quads(u) && holds_quads(du));
    Quad gate_sum = {}, sum = {};
    for (int r = first_row(); r < rows; r += row_step()) {
        long long at = (long long) r * 2 * cols + c.first;
        Quad gate = read(u + at, c), value = read(u + at + cols, c), slope = read(dh + (long long) r * cols + c.first, c);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            float share = sigmoid(gate.v[i]), silu = gate.v[i] * share;
            gate.v[i] = slope.v[i] * value.v[i] * (share + silu * (1 - share));
            value.v[i] = slope.v[i] * silu;
            gate_sum.v[i] += gate.v[i];
            sum.v[i] += value.v[i];
        }
        write(du + at, gate, c);
        write(du + at + cols, value, c);
    }
    write_partial(partial + (long long) blockIdx.y * 2 * cols, gate_sum, c);
    write_partial(partial + (long long) blockIdx.y * 2 * cols + cols, sum, c);
}

// du [R, 2D] from dh [R, D]; partial [gridDim.y, 2D]: sums of du over rows. cols is D.
extern "C" __global__ void __launch_bounds__(256) swiglu_backward(
        const float *dh, const float *u, float *du, float *partial, int rows, int cols) {
    swiglu_backward_of(dh, u, du, partial, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) swiglu_backward_bf16(
        const bf16 *dh, const bf16 *u, bf16 *du, float *partial, int rows, int cols) {
    swiglu_backward_of(dh, u, du, partial, rows, cols);
}

template <class T>
__device__ __forceinline__ void residual_of(
        const float *x, T *y, const float *bias, const float *gamma, float scale, float *out, int rows, int cols) {
    Columns c(cols, holds_quads(x) && holds_quads(y) && holds_quads(bias) && holds_quads(gamma) && holds_quads(out));
    Quad shift = read(bias + c.first, c), factor = read(gamma + c.first, c);
#pragma unroll
    for (int i = 0; i < 4; i++) factor.v[i] *= scale;
    for (int r = first_row(); r < rows; r += row_step()) {
        long long at = (long long) r * cols + c.first;
        Quad sum = read(x + at, c), branch = read(y + at, c);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            branch.v[i] += shift.v[i];
            sum.v[i] += factor.v[i] * branch.v[i];
        }
        write(y + at, branch, c);
        write(out + at, sum, c);
    }
}

// y [R, D] += bias; out [R, D] = x + scale * gamma * y, with LayerScale (arXiv:2103.17239) and stochastic depth's factor
// (arXiv:1603.09382). out may be x.
extern "C" __global__ void __launch_bounds__(256) residual(
        const float *x, float *y, const float *bias, const float *gamma, float scale, float *out, int rows, int cols) {
    residual_of(x, y, bias, gamma, scale, out, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) residual_bf16(
        const float *x, bf16 *y, const float *bias, const float *gamma, float scale, float *out, int rows, int cols) {
    residual_of(x, y, bias, gamma, scale, out, rows, cols);
}

template <class T>
__device__ __forceinline__ void residual_backward_of(
        const float *dout, const T *y, const float *gamma, float scale, T *dy, float *partial, int rows, int cols) {
    Columns c(cols, holds_quads(dout) && holds_quads(y) && holds_quads(gamma) && holds_quads(dy));
    Quad factor = read(gamma + c.first, c), gamma_sum = {}, bias_sum = {};
#pragma unroll
    for (int i = 0; i < 4; i++) factor.v[i] *= scale;
    for (int r = first_row(); r < rows; r += row_step()) {
        long long at = (long long) r * cols + c.first;
        Quad slope = read(dout + at, c), branch = read(y + at, c);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            gamma_sum.v[i] += scale * slope.v[i] * branch.v[i];
            slope.v[i] *= factor.v[i];
            bias_sum.v[i] += slope.v[i];
        }
        write(dy + at, slope, c);
    }
    write_partial(partial + (long long) blockIdx.y * 2 * cols, gamma_sum, c);
    write_partial(partial + (long long) blockIdx.y * 2 * cols + cols, bias_sum, c);
}

// dy [R, D] = scale * gamma * dout; partial [gridDim.y, 2D]: sums for dgamma, then for dbias. dy may be y.
extern "C" __global__ void __launch_bounds__(256) residual_backward(
        const float *dout, const float *y, const float *gamma, float scale, float *dy, float *partial, int rows, int cols) {
    residual_backward_of(dout, y, gamma, scale, dy, partial, rows, cols);
}
extern "C" __global__ void __launch_bounds__(256) residual_backward_bf16(
        const float *dout, const bf16 *y, const float *gamma, float scale, bf16 *dy, float *partial, int rows, int cols) {
    residual_backward_of(dout, y, gamma, scale, dy, partial, rows, cols);
}
