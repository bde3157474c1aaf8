// Multi-head self-attention of heads of 64 in bfloat16 on tensor cores, with the softmax on the way: the N x N weights never
// reach memory (FlashAttention, arXiv:2205.14135). Letters: S = crops, N = tokens of a crop, H = heads, D = 64 H. qkv [S N, 3D], out
// [S N, D], logs [S H, N] float32: the logarithm of each row's sum of exponentials, which backward computes the weights from.
// S H up to 65,535.
#include "mma.cuh"

#define CHUNK 64  // keys at a time
#define MASKED -1e30f

__device__ __forceinline__ float quad_max(float x) {
    x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 1));
    return fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 2));
}

__device__ __forceinline__ float quad_sum(float x) {
    x += __shfl_xor_sync(ALL_LANES, x, 1);
    return x + __shfl_xor_sync(ALL_LANES, x, 2);
}

// Softmax over 16 queries of a warp as keys come in: two rows a lane. Scores are in base 2.
struct OnlineSoftmax {
    float top[2] = {MASKED, MASKED}, sum[2] = {0, 0}, o[8][4] = {};

    // Adds up to 64 keys and values, of which those from left on are beyond the last token.
    __device__ __forceinline__ void add(
            const unsigned (&queries)[4][4], const bf16 *keys, const bf16 *values, int left, float scale_log2) {
        float s[8][4] = {}, high[2] = {top[0], top[1]}, factor[2];
        multiply_transposed(s, queries, keys, left);
#pragma unroll
        for (int n = 0; n < 8; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                s[n][i] = 8 * n + lane_id() % 4 * 2 + i % 2 < left ? s[n][i] * scale_log2 : MASKED;
                high[i / 2] = fmaxf(high[i / 2], s[n][i]);
            }
        }
#pragma unroll
        for (int h = 0; h < 2; h++) {
            high[h] = quad_max(high[h]);
            factor[h] = exp2_approx(top[h] - high[h]);
            top[h] = high[h];
            sum[h] *= factor[h];
        }
#pragma unroll
        for (int n = 0; n < 8; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                s[n][i] = exp2_approx(s[n][i] - top[i / 2]);
                sum[i / 2] += s[n][i];
                o[n][i] *= factor[i / 2];
            }
        }
        unsigned w[4][4];
        sums_as_operand(w, s);
        multiply(o, w, values, left);
    }

    __device__ __forceinline__ void store(bf16 *out, float *logs, int first, int tokens, int pitch) {
        sum[0] = quad_sum(sum[0]), sum[1] = quad_sum(sum[1]);
        store_rows(out, o, 1 / sum[0], 1 / sum[1], first, tokens, pitch);
        int row = first + lane_id() / 4;
        if (lane_id() % 4 == 0) {
            if (row < tokens) logs[row] = (top[0] + log2f(sum[0])) * LN_2;
            if (row + 8 < tokens) logs[row + 8] = (top[1] + log2f(sum[1])) * LN_2;
        }
    }
};

// A block for each head: all keys and values lie in shared memory, 288 bytes for each of N rounded up to 16 rows, and each warp
// takes every 16th query block. Grid (1, S H), up to 256 threads; scale is 1 / sqrt(64).
extern "C" __global__ void __launch_bounds__(256) attention(
        const bf16 *qkv, bf16 *out, float *logs, int tokens, int heads, float scale) {
    DYNAMIC_SHARED(memory);
    HeadPlace at(tokens, heads);
    int padded = (tokens + BLOCK - 1) / BLOCK * BLOCK;
    bf16 *keys = reinterpret_cast<bf16 *>(memory), *values = keys + padded * PITCH;
    copy_rows(keys, qkv + at.key(), 0, padded, tokens, at.qkv_pitch);
    copy_rows(values, qkv + at.value(), 0, padded, tokens, at.qkv_pitch);
    copy_async_commit();
    copy_async_wait<0>();
    __syncthreads();
    for (int first = warp_id() * BLOCK; first < tokens; first += blockDim.x / WARP * BLOCK) {
        unsigned queries[4][4];
        global_rows_as_operand(queries, qkv + at.query, first, tokens, at.qkv_pitch);
        OnlineSoftmax softmax;
        for (int from = 0; from < tokens; from += CHUNK)
            softmax.add(queries, keys + from * PITCH, values + from * PITCH, tokens - from, scale * LOG2_E);
        softmax.store(out + at.out, logs + at.state, first, tokens, at.out_pitch);
    }
}

// For crops whose keys and values do not fit in shared memory: a block has 64 queries, and the keys come in by 64, the next ones
// while the last are computed. Grid (ceil(N / 64), S H), 128 threads, 36,864 bytes of dynamic shared memory.
extern "C" __global__ void __launch_bounds__(128) attention_long(
        const bf16 *qkv, bf16 *out, float *logs, int tokens, int heads, float scale) {
    DYNAMIC_SHARED(memory);
    HeadPlace at(tokens, heads);
    bf16 *buffers = reinterpret_cast<bf16 *>(memory);
    int first = blockIdx.x * CHUNK + warp_id() * BLOCK;
    unsigned queries[4][4];
    global_rows_as_operand(queries, qkv + at.query, first, tokens, at.qkv_pitch);
    OnlineSoftmax softmax;
    for (int from = -CHUNK; from < tokens; from += CHUNK) {
        int next = from + CHUNK;
        if (next < tokens) {
            bf16 *buffer = buffers + next / CHUNK % 2 * 2 * CHUNK * PITCH;
            copy_rows(buffer, qkv + at.key(), next, CHUNK, tokens, at.qkv_pitch);
            copy_rows(buffer + CHUNK * PITCH, qkv + at.value(), next, CHUNK, tokens, at.qkv_pitch);
        }
        copy_async_commit();
        if (from < 0) continue;
        copy_async_wait<1>();
        __syncthreads();
        const bf16 *buffer = buffers + from / CHUNK % 2 * 2 * CHUNK * PITCH;
        if (first < tokens) softmax.add(queries, buffer, buffer + CHUNK * PITCH, tokens - from, scale * LOG2_E);
        __syncthreads();
    }
    copy_async_wait<0>();
    if (first < tokens) softmax.store(out + at.out, logs + at.state, first, tokens, at.out_pitch);
}
