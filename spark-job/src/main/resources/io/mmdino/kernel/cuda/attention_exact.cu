// Multi-head self-attention and its gradient in float32 for heads of any width d, where no operand may be rounded: comparisons with
// other kernels, and float32 training at the price of its speed. Letters and logs as in attention.cu, D = d H. A warp has one row:
// 2 of them a block of 64 threads, grid (ceil(N / 2), S H).
#include "common.cuh"

struct FloatHead {
    long long query, out, state;
    int out_pitch, qkv_pitch, row, lane;

    __device__ __forceinline__ FloatHead(int tokens, int heads, int each) {
        long long first = (long long) (blockIdx.y / heads) * tokens;
        int head = blockIdx.y % heads;
        out_pitch = heads * each;
        qkv_pitch = 3 * out_pitch;
        query = first * qkv_pitch + head * each;
        out = first * out_pitch + head * each;
        state = (long long) blockIdx.y * tokens;
        row = blockIdx.x * 2 + threadIdx.x / WARP;
        lane = threadIdx.x % WARP;
    }

    // Rows of queries, keys and values within qkv or dqkv, and of out or dout.
    __device__ __forceinline__ long long query_row(int i) const { return query + (long long) i * qkv_pitch; }
    __device__ __forceinline__ long long key_row(int i) const { return query_row(i) + out_pitch; }
    __device__ __forceinline__ long long value_row(int i) const { return query_row(i) + 2 * out_pitch; }
    __device__ __forceinline__ long long out_row(int i) const { return out + (long long) i * out_pitch; }
};

__device__ __forceinline__ float dot(const float *a, const float *b, int each) {
    float sum = 0;
    for (int c = 0; c < each; c++) sum += a[c] * b[c];
    return sum;
}

// sum over rows j of weights[j] * x[j, c] for each column c of this lane, times a factor.
__device__ __forceinline__ void weighted_rows(
        float *to, const float *weights, const float *x, int tokens, int pitch, int each, float factor, int lane) {
    for (int c = lane; c < each; c += WARP) {
        float sum = 0;
        for (int j = 0; j < tokens; j++) sum += weights[j] * x[(long long) j * pitch + c];
        to[c] = sum * factor;
    }
}

// out [S N, D] and logs [S H, N]; scale is 1 / sqrt(d). Dynamic shared memory: 8 N bytes.
extern "C" __global__ void __launch_bounds__(64) attention_exact(
        const float *qkv, float *out, float *logs, int tokens, int heads, int each, float scale) {
    DYNAMIC_SHARED(memory);
    FloatHead at(tokens, heads, each);
    if (at.row >= tokens) return;
    float *weights = reinterpret_cast<float *>(memory) + threadIdx.x / WARP * tokens, top = -1e30f, sum = 0;
    const float *query = qkv + at.query_row(at.row);
    for (int j = at.lane; j < tokens; j += WARP) {
        weights[j] = dot(query, qkv + at.key_row(j), each) * scale;
        top = fmaxf(top, weights[j]);
    }
    top = warp_max(top);
    for (int j = at.lane; j < tokens; j += WARP) {
        weights[j] = expf(weights[j] - top);
        sum += weights[j];
    }
    sum = warp_sum(sum);
    __syncwarp();
    weighted_rows(out + at.out_row(at.row), weights, qkv + at.value_row(0), tokens, at.qkv_pitch, each, 1 / sum, at.lane);
    if (at.lane == 0) logs[at.state + at.row] = top + logf(sum);
}

// The part of queries of dqkv [S N, 3D]. Dynamic shared memory: 8 N bytes.
extern "C" __global__ void __launch_bounds__(64) attention_exact_queries(const float *dout, const float *qkv, const float *out,
        const float *logs, float *dqkv, int tokens, int heads, int each, float scale) {
    DYNAMIC_SHARED(memory);
    FloatHead at(tokens, heads, each);
    if (at.row >= tokens) return;
    float *slopes = reinterpret_cast<float *>(memory) + threadIdx.x / WARP * tokens, log_sum = logs[at.state + at.row];
    const float *query = qkv + at.query_row(at.row), *dy = dout + at.out_row(at.row);
    float share = dot(dy, out + at.out_row(at.row), each);
    for (int j = at.lane; j < tokens; j += WARP) {
        float weight = expf(dot(query, qkv + at.key_row(j), each) * scale - log_sum);
        slopes[j] = weight * (dot(dy, qkv + at.value_row(j), each) - share);
    }
    __syncwarp();
    weighted_rows(dqkv + at.query_row(at.row), slopes, qkv + at.key_row(0), tokens, at.qkv_pitch, each, scale, at.lane);
}

// The parts of keys and values of dqkv [S N, 3D]. Dynamic shared memory: 16 N bytes.
extern "C" __global__ void __launch_bounds__(64) attention_exact_keys(const float *dout, const float *qkv, const float *out,
        const float *logs, float *dqkv, int tokens, int heads, int each, float scale) {
    DYNAMIC_SHARED(memory);
    FloatHead at(tokens, heads, each);
    if (at.row >= tokens) return;
    float *weights = reinterpret_cast<float *>(memory) + threadIdx.x / WARP * 2 * tokens, *slopes = weights + tokens;
    const float *key = qkv + at.key_row(at.row), *value = qkv + at.value_row(at.row);
    for (int i = at.lane; i < tokens; i += WARP) {
        const float *dy = dout + at.out_row(i);
        weights[i] = expf(dot(qkv + at.query_row(i), key, each) * scale - logs[at.state + i]);
        slopes[i] = weights[i] * (dot(dy, value, each) - dot(dy, out + at.out_row(i), each));
    }
    __syncwarp();
    weighted_rows(dqkv + at.key_row(at.row), slopes, qkv + at.query_row(0), tokens, at.qkv_pitch, each, scale, at.lane);
    weighted_rows(dqkv + at.value_row(at.row), weights, dout + at.out_row(0), tokens, at.out_pitch, each, 1, at.lane);
}
