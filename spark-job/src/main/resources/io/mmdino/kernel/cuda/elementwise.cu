// Operations on all elements alike: grid of any size in one dimension, n elements.
#include "common.cuh"

extern "C" __global__ void fill(float *y, long long n, float value) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] = value;
}

extern "C" __global__ void copy(const float *x, float *y, long long n) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] = x[i];
}

extern "C" __global__ void axpy(float a, const float *x, float *y, long long n) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] += a * x[i];
}

extern "C" __global__ void scale(float a, float *y, long long n) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] *= a;
}

// y = momentum * y + (1 - momentum) * x; the second factor is rounded only once.
extern "C" __global__ void lerp(float *y, const float *x, double momentum, long long n) {
    float keep = float(momentum), take = float(1 - momentum);
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] = keep * y[i] + take * x[i];
}

// x [rows, cols] to bfloat16 rows of pitch elements, of which those beyond cols become 0: libraries of products want rows of
// whole 16 bytes.
extern "C" __global__ void to_bfloat16(const float *x, int rows, int cols, int pitch, bf16 *y) {
    for (long long i = thread_of_grid(); i < (long long) rows * pitch; i += threads_of_grid()) {
        int column = int(i % pitch);
        y[i] = column < cols ? to_bf16(x[i / pitch * cols + column]) : bf16(0);
    }
}

// The way back: the first cols elements of each row of pitch.
extern "C" __global__ void to_float32(const bf16 *x, int rows, int cols, int pitch, float *y) {
    for (long long i = thread_of_grid(); i < (long long) rows * cols; i += threads_of_grid())
        y[i] = from_bf16(x[i / cols * pitch + i % cols]);
}
