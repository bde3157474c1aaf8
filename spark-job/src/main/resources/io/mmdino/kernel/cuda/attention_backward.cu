// Gradient of attention.cu, where the letters are. The weights are computed again from logs. No sums cross blocks, so every run
// gives the same bits. dqkv [S N, 3D] is overwritten.
#include "mma.cuh"

#define QUERIES 32                    // at a time, of a block for a whole head
#define SLOPE_PITCH (QUERIES + 8)
#define MOST_WARPS 16                 // 256 tokens: 128 registers a thread
#define CHUNK 64
#define NO_WEIGHT 1e30f               // the logarithm of a row beyond the last: weights become 0

// The sum of dout * out over one row of a head, in all lanes.
__device__ __forceinline__ float row_share(const bf16 *dout, const bf16 *out) {
    unsigned d = reinterpret_cast<const unsigned *>(dout)[lane_id()], o = reinterpret_cast<const unsigned *>(out)[lane_id()];
    return warp_sum(from_bf16(bf16(d)) * from_bf16(bf16(o)) + from_bf16(bf16(d >> 16)) * from_bf16(bf16(o >> 16)));
}

// Weights of 16 keys of a warp for 8 NS queries: rows are keys, from key_row on. logs2 belong to the queries.
template <int NS, class Rows>
__device__ __forceinline__ void key_weights(float (&p)[NS][4], const Rows &keys, const bf16 *queries, const float *logs2,
        int key_row, int tokens, int left, float scale_log2) {
    multiply_transposed(p, keys, queries, left);
#pragma unroll
    for (int n = 0; n < NS; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            bool valid = key_row + lane_id() / 4 + i / 2 * 8 < tokens;
            p[n][i] = valid ? exp2_approx(p[n][i] * scale_log2 - logs2[8 * n + lane_id() % 4 * 2 + i % 2]) : 0;
        }
    }
}

// The gradient of the scores that the weights p are of. shares belong to the queries.
template <int NS, class Rows>
__device__ __forceinline__ void key_slopes(float (&ds)[NS][4], const float (&p)[NS][4], const Rows &values,
        const bf16 *douts, const float *shares, int left) {
    multiply_transposed(ds, values, douts, left);
#pragma unroll
    for (int n = 0; n < NS; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) ds[n][i] = p[n][i] * (ds[n][i] - shares[8 * n + lane_id() % 4 * 2 + i % 2]);
    }
}

// dq of 16 queries and 16 columns, from slopes [padded keys, SLOPE_PITCH] of 32 queries: part 0 .. 7 of a tile of 32 x 64.
__device__ __forceinline__ void query_gradient(bf16 *dq, const bf16 *slopes, const bf16 *keys, int part, int first, int tokens,
        int padded, float scale, int pitch) {
    int lane = lane_id(), block = part / 4 * BLOCK, column = part % 4 * 16;
    if (first + block >= tokens) return;
    float sum[2][4] = {};
#pragma unroll 1  // the sums for keys and values take most of the registers
    for (int k = 0; k < padded; k += 16) {
        unsigned a[4], b[4];
        ldmatrix_x4_transposed(a, slopes + (k + lane / 16 * 8 + lane % 8) * SLOPE_PITCH + block + lane / 8 % 2 * 8);
        ldmatrix_x4_transposed(b, keys + (k + lane % 16) * PITCH + column + lane / 16 * 8);
        unsigned low[2] = {b[0], b[1]}, high[2] = {b[2], b[3]};
        mma_16816(sum[0], a, low);
        mma_16816(sum[1], a, high);
    }
    int row = first + block + lane / 4;
#pragma unroll
    for (int n = 0; n < 2; n++) {
        bf16 *at = dq + (long long) row * pitch + column + 8 * n + lane % 4 * 2;
        if (row < tokens) *reinterpret_cast<unsigned *>(at) = pack_bf16(sum[n][0] * scale, sum[n][1] * scale);
        if (row + 8 < tokens) *reinterpret_cast<unsigned *>(at + 8 * pitch) = pack_bf16(sum[n][2] * scale, sum[n][3] * scale);
    }
}

// What a block for a whole head keeps in shared memory: 2,048 bytes, and 736 for each of N rounded up to 16 rows.
struct HeadMemory {
    float *logs2, *shares;
    bf16 *queries, *keys, *values, *douts, *slopes;

    __device__ __forceinline__ HeadMemory(unsigned char *memory, int padded) {
        logs2 = reinterpret_cast<float *>(memory);
        shares = logs2 + MOST_WARPS * BLOCK;
        queries = reinterpret_cast<bf16 *>(shares + MOST_WARPS * BLOCK);
        keys = queries + padded * PITCH;
        values = keys + padded * PITCH;
        douts = values + padded * PITCH;
        slopes = douts + padded * PITCH;  // of two tiles of queries: one is written while the other is read
    }
};

// Up to 256 tokens: a block for each head, a warp for each 16 keys, and no product is computed twice. Each tile of 32 queries goes
// to the gradients of keys and values in registers, and through shared memory to that of the queries. Grid (1, S H), 2 threads for
// each of N rounded up to 16 rows.
extern "C" __global__ void __launch_bounds__(MOST_WARPS * WARP) attention_backward(const bf16 *dout, const bf16 *qkv,
        const bf16 *out, const float *logs, bf16 *dqkv, int tokens, int heads, float scale) {
    DYNAMIC_SHARED(bytes);
    HeadPlace at(tokens, heads);
    int padded = (tokens + BLOCK - 1) / BLOCK * BLOCK, warps = blockDim.x / WARP, own = warp_id() * BLOCK;
    HeadMemory memory(bytes, padded);
    copy_rows(memory.keys, qkv + at.key(), 0, padded, tokens, at.qkv_pitch);
    copy_rows(memory.values, qkv + at.value(), 0, padded, tokens, at.qkv_pitch);
    copy_rows(memory.queries, qkv + at.query, 0, padded, tokens, at.qkv_pitch);
    copy_rows(memory.douts, dout + at.out, 0, padded, tokens, at.out_pitch);
    copy_async_commit();
    for (int row = warp_id(); row < (tokens + QUERIES - 1) / QUERIES * QUERIES; row += warps) {
        long long place = at.out + (long long) row * at.out_pitch;
        float share = row < tokens ? row_share(dout + place, out + place) : 0;
        if (lane_id() == 0) {
            memory.logs2[row] = row < tokens ? logs[at.state + row] * LOG2_E : NO_WEIGHT;
            memory.shares[row] = share;
        }
    }
    copy_async_wait<0>();
    __syncthreads();
    float dk[8][4] = {}, dv[8][4] = {};
    for (int from = 0; from < tokens; from += QUERIES) {
        const bf16 *queries = memory.queries + from * PITCH, *douts = memory.douts + from * PITCH;
        bf16 *slopes = memory.slopes + from / QUERIES % 2 * padded * SLOPE_PITCH;
        int left = tokens - from;
        float p[4][4] = {}, ds[4][4] = {};
        unsigned w[2][4];
        key_weights(p, memory.keys + own * PITCH, queries, memory.logs2 + from, own, tokens, left, scale * LOG2_E);
        sums_as_operand(w, p);
        multiply(dv, w, douts, left);
        key_slopes(ds, p, memory.values + own * PITCH, douts, memory.shares + from, left);
        sums_as_operand(w, ds);
        multiply(dk, w, queries, left);
#pragma unroll
        for (int i = 0; i < 8; i++) {
            int row = own + lane_id() / 4 + i % 2 * 8, column = 16 * (i / 4) + i / 2 % 2 * 8 + lane_id() % 4 * 2;
            *reinterpret_cast<unsigned *>(slopes + row * SLOPE_PITCH + column) = w[i / 4][i % 4];
        }
        __syncthreads();
#pragma unroll 1
        for (int part = warp_id(); part < 8; part += warps)
            query_gradient(dqkv + at.query, slopes, memory.keys, part, from, tokens, padded, scale, at.qkv_pitch);
    }
    store_rows(dqkv + at.key(), dk, scale, scale, own, tokens, at.qkv_pitch);
    store_rows(dqkv + at.value(), dv, 1, 1, own, tokens, at.qkv_pitch);
}

// Longer crops take three kernels. First: shares [S H, N], the sum over the head of dout * out. A warp for each row and head: grid
// ceil(S N H / 8), 256 threads.
extern "C" __global__ void __launch_bounds__(256) attention_shares(
        const bf16 *dout, const bf16 *out, float *shares, int rows, int tokens, int heads) {
    long long item = blockIdx.x * 8LL + warp_id();
    if (item >= (long long) rows * heads) return;
    int row = int(item / heads), head = int(item % heads);
    float share = row_share(dout + item * HEAD, out + item * HEAD);
    if (lane_id() == 0) shares[((long long) (row / tokens) * heads + head) * tokens + row % tokens] = share;
}

// Second: the parts of keys and values of dqkv. A block has 64 keys and goes over the queries by 64. Grid (ceil(N / 64), S H), 128
// threads, 18,944 bytes of dynamic shared memory.
extern "C" __global__ void __launch_bounds__(128) attention_backward_keys(const bf16 *dout, const bf16 *qkv, const float *logs,
        const float *shares, bf16 *dqkv, int tokens, int heads, float scale) {
    DYNAMIC_SHARED(memory);
    HeadPlace at(tokens, heads);
    bf16 *queries = reinterpret_cast<bf16 *>(memory), *douts = queries + CHUNK * PITCH;
    float *tile_logs2 = reinterpret_cast<float *>(douts + CHUNK * PITCH), *tile_shares = tile_logs2 + CHUNK;
    int first = blockIdx.x * CHUNK + warp_id() * BLOCK;
    unsigned key[4][4], value[4][4], w[4][4];
    global_rows_as_operand(key, qkv + at.key(), first, tokens, at.qkv_pitch);
    global_rows_as_operand(value, qkv + at.value(), first, tokens, at.qkv_pitch);
    float dk[8][4] = {}, dv[8][4] = {};
    for (int from = 0; from < tokens; from += CHUNK) {
        __syncthreads();
        copy_rows(queries, qkv + at.query, from, CHUNK, tokens, at.qkv_pitch);
        copy_rows(douts, dout + at.out, from, CHUNK, tokens, at.out_pitch);
        copy_async_commit();
        if (threadIdx.x < CHUNK) {
            int row = from + threadIdx.x;
            tile_logs2[threadIdx.x] = row < tokens ? logs[at.state + row] * LOG2_E : NO_WEIGHT;
            tile_shares[threadIdx.x] = row < tokens ? shares[at.state + row] : 0;
        }
        copy_async_wait<0>();
        __syncthreads();
        if (first >= tokens) continue;
        float p[8][4] = {}, ds[8][4] = {};
        key_weights(p, key, queries, tile_logs2, first, tokens, tokens - from, scale * LOG2_E);
        sums_as_operand(w, p);
        multiply(dv, w, douts, tokens - from);
        key_slopes(ds, p, value, douts, tile_shares, tokens - from);
        sums_as_operand(w, ds);
        multiply(dk, w, queries, tokens - from);
    }
    store_rows(dqkv + at.key(), dk, scale, scale, first, tokens, at.qkv_pitch);
    store_rows(dqkv + at.value(), dv, 1, 1, first, tokens, at.qkv_pitch);
}

// Third: the part of queries of dqkv. A block has 64 queries and goes over the keys by 64. Grid (ceil(N / 64), S H), 128 threads,
// 18,432 bytes of dynamic shared memory.
extern "C" __global__ void __launch_bounds__(128) attention_backward_queries(const bf16 *dout, const bf16 *qkv, const float *logs,
        const float *shares, bf16 *dqkv, int tokens, int heads, float scale) {
    DYNAMIC_SHARED(memory);
    HeadPlace at(tokens, heads);
    bf16 *keys = reinterpret_cast<bf16 *>(memory), *values = keys + CHUNK * PITCH;
    int first = blockIdx.x * CHUNK + warp_id() * BLOCK, row = first + lane_id() / 4;
    float logs2[2], own_shares[2], dq[8][4] = {};
#pragma unroll
    for (int h = 0; h < 2; h++) {
        bool valid = row + 8 * h < tokens;
        logs2[h] = valid ? logs[at.state + row + 8 * h] * LOG2_E : NO_WEIGHT;
        own_shares[h] = valid ? shares[at.state + row + 8 * h] : 0;
    }
    unsigned query[4][4], slope[4][4], w[4][4];
    global_rows_as_operand(query, qkv + at.query, first, tokens, at.qkv_pitch);
    global_rows_as_operand(slope, dout + at.out, first, tokens, at.out_pitch);
    for (int from = 0; from < tokens; from += CHUNK) {
        __syncthreads();
        copy_rows(keys, qkv + at.key(), from, CHUNK, tokens, at.qkv_pitch);
        copy_rows(values, qkv + at.value(), from, CHUNK, tokens, at.qkv_pitch);
        copy_async_commit();
        copy_async_wait<0>();
        __syncthreads();
        if (first >= tokens) continue;
        float p[8][4] = {}, ds[8][4] = {};
        multiply_transposed(p, query, keys, tokens - from);
        multiply_transposed(ds, slope, values, tokens - from);
#pragma unroll
        for (int n = 0; n < 8; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                bool valid = from + 8 * n + lane_id() % 4 * 2 + i % 2 < tokens;
                float weight = valid ? exp2_approx(p[n][i] * (scale * LOG2_E) - logs2[i / 2]) : 0;
                ds[n][i] = weight * (ds[n][i] - own_shares[i / 2]);
            }
        }
        sums_as_operand(w, ds);
        multiply(dq, w, keys, tokens - from);
    }
    store_rows(dqkv + at.query, dq, scale, scale, first, tokens, at.qkv_pitch);
}
