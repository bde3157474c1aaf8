// Multi-head self-attention and its gradient in float32 for heads of any width d, where no operand may be rounded: comparisons with
// other kernels, and float32 training at the price of its speed. Letters and logs as in attention.cu, D = d H. A warp has one row:
// 2 of them a block of 64 threads, grid (ceil(N / 2), S H).
#include "common.cuh"

struct FloatHead {
    long long qkv_pitch, out_pitch, query, key, value, out, state;
    int row, lane;

    __device__ __forceinline__ FloatHead(int tokens, int heads, int each) {
        int crop = blockIdx.y / heads, head = blockIdx.y % heads;
        out_pitch = (long long) heads * each;
        qkv_pitch = 3 * out_pitch;
        query = crop * tokens * qkv_pitch + head * each;
        key = query + out_pitch;
        value = key + out_pitch;
        out = crop * tokens * out_pitch + head * each;
        state = (long long) blockIdx.y * tokens;
        row = blockIdx.x * 2 + threadIdx.x / WARP;
        lane = threadIdx.x % WARP;
    }
};

__device__ __forceinline__ float dot(const float *a, const float *b, int each) {
    float sum = 0;
    for (int c = 0; c < each; c++) sum += a[c] * b[c];
    return sum;
}

// sum over rows j of weights[j] * x[j, c] for each column c of this lane, times a factor.
__device__ __forceinline__ void weighted_rows(
        float *to, const float *weights, const float *x, int tokens, long long pitch, int each, float factor, int lane) {
    for (int c = lane; c < each; c += WARP) {
        float sum = 0;
        for (int j = 0; j < tokens; j++) sum += weights[j] * x[j * pitch + c];
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
    const float *query = qkv + at.query + at.row * at.qkv_pitch;
    for (int j = at.lane; j < tokens; j += WARP) {
        weights[j] = dot(query, qkv + at.key + j * at.qkv_pitch, each) * scale;
        top = fmaxf(top, weights[j]);
    }
    top = warp_max(top);
    for (int j = at.lane; j < tokens; j += WARP) {
        weights[j] = expf(weights[j] - top);
        sum += weights[j];
    }
    sum = warp_sum(sum);
    __syncwarp();
    weighted_rows(out + at.out + at.row * at.out_pitch, weights, qkv + at.value, tokens, at.qkv_pitch, each, 1 / sum, at.lane);
    if (at.lane == 0) logs[at.state + at.row] = top + logf(sum);
}

// The part of queries of dqkv [S N, 3D]. Dynamic shared memory: 8 N bytes.
extern "C" __global__ void __launch_bounds__(64) attention_exact_queries(const float *dout, const float *qkv, const float *out,
        const float *logs, float *dqkv, int tokens, int heads, int each, float scale) {
    DYNAMIC_SHARED(memory);
    FloatHead at(tokens, heads, each);
    if (at.row >= tokens) return;
    float *slopes = reinterpret_cast<float *>(memory) + threadIdx.x / WARP * tokens, log_sum = logs[at.state + at.row];
    const float *query = qkv + at.query + at.row * at.qkv_pitch, *dy = dout + at.out + at.row * at.out_pitch;
    float share = dot(dy, out + at.out + at.row * at.out_pitch, each);
    for (int j = at.lane; j < tokens; j += WARP) {
        float weight = expf(dot(query, qkv + at.key + j * at.qkv_pitch, each) * scale - log_sum);
        slopes[j] = weight * (dot(dy, qkv + at.value + j * at.qkv_pitch, each) - share);
    }
    __syncwarp();
    weighted_rows(dqkv + at.query + at.row * at.qkv_pitch, slopes, qkv + at.key, tokens, at.qkv_pitch, each, scale, at.lane);
}

// The parts of keys and values of dqkv [S N, 3D]. Dynamic shared memory: 16 N bytes.
extern "C" __global__ void __launch_bounds__(64) attention_exact_keys(const float *dout, const float *qkv, const float *out,
        const float *logs, float *dqkv, int tokens, int heads, int each, float scale) {
    DYNAMIC_SHARED(memory);
    FloatHead at(tokens, heads, each);
    if (at.row >= tokens) return;
    float *weights = reinterpret_cast<float *>(memory) + threadIdx.x / WARP * 2 * tokens, *slopes = weights + tokens;
    const float *key = qkv + at.key + at.row * at.qkv_pitch, *value = qkv + at.value + at.row * at.qkv_pitch;
    for (int i = at.lane; i < tokens; i += WARP) {
        const float *dy = dout + at.out + i * at.out_pitch;
        weights[i] = expf(dot(qkv + at.query + i * at.qkv_pitch, key, each) * scale - logs[at.state + i]);
        slopes[i] = weights[i] * (dot(dy, value, each) - dot(dy, out + at.out + i * at.out_pitch, each));
    }
    __syncwarp();
    weighted_rows(dqkv + at.key + at.row * at.qkv_pitch, slopes, qkv + at.query, tokens, at.qkv_pitch, each, scale, at.lane);
    weighted_rows(dqkv + at.value + at.row * at.qkv_pitch, weights, dout + at.out, tokens, at.out_pitch, each, 1, at.lane);
}
