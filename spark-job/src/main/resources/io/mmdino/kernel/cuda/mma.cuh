// Products of small matrices by tensor cores, for the heads of attention: bfloat16 operands, float32 sums. mma.sync runs on
// sm_80 and all later architectures. Layouts of registers: PTX manual, section "Matrix Fragments for mma.m16n8k16".
#pragma once
#include "common.cuh"

#ifdef __CUDACC__
__device__ __forceinline__ float exp2_approx(float x) {
    float r;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(x));
    return r;
}
__device__ __forceinline__ unsigned shared_address(const void *p) {
    return static_cast<unsigned>(__cvta_generic_to_shared(p));
}
__device__ __forceinline__ void mma_16816(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}
__device__ __forceinline__ void ldmatrix_x4(unsigned (&r)[4], const void *row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}
__device__ __forceinline__ void ldmatrix_x4_transposed(unsigned (&r)[4], const void *row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}
// 16 bytes from global to shared memory; zeros where not valid.
__device__ __forceinline__ void copy_async_16(void *to, const void *from, bool valid) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(to)), "l"(from), "r"(valid ? 16 : 0)
                 : "memory");
}
__device__ __forceinline__ void copy_async_commit() { asm volatile("cp.async.commit_group;" ::: "memory"); }
template <int PENDING>
__device__ __forceinline__ void copy_async_wait() { asm volatile("cp.async.wait_group %0;" ::"n"(PENDING) : "memory"); }
#endif

#define HEAD 64           // width of a head
#define PITCH (HEAD + 8)  // elements from row to row in shared memory: eight rows lie in different banks
#define BLOCK 16          // rows that a warp multiplies at a time
#define LOG2_E 1.44269504f
#define LN_2 0.69314718f

__device__ __forceinline__ int lane_id() { return threadIdx.x % WARP; }
__device__ __forceinline__ int warp_id() { return threadIdx.x / WARP; }

// Starts the copy of rows first .. first + count - 1 of a head's part of [tokens, pitch] to shared memory; zeros beyond tokens.
__device__ __forceinline__ void copy_rows(bf16 *to, const bf16 *from, int first, int count, int tokens, int pitch) {
    for (int i = threadIdx.x; i < count * (HEAD / 8); i += blockDim.x) {
        int row = i / (HEAD / 8), column = i % (HEAD / 8) * 8;
        bool valid = first + row < tokens;
        copy_async_16(to + row * PITCH + column, from + (long long) (valid ? first + row : 0) * pitch + column, valid);
    }
}

// The left operands of rows first .. first + 15 of [tokens, pitch] in global memory; zeros beyond tokens.
__device__ __forceinline__ void global_rows_as_operand(
        unsigned (&a)[4][4], const bf16 *from, int first, int tokens, int pitch) {
    int row = first + lane_id() / 4, column = lane_id() % 4 * 2;
#pragma unroll
    for (int k = 0; k < 4; k++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            int r = row + i % 2 * 8;
            const bf16 *at = from + (long long) r * pitch + 16 * k + i / 2 * 8 + column;
            a[k][i] = r < tokens ? *reinterpret_cast<const unsigned *>(at) : 0;
        }
    }
}

// s[n] += columns 8n .. 8n + 7 of a rows^T: 16 rows by 8 NS rows of the other matrix, of which those from count on are left out.
template <int NS>
__device__ __forceinline__ void multiply_transposed(float (&s)[NS][4], const unsigned (&a)[4][4], const bf16 *rows, int count) {
    int lane = lane_id();
#pragma unroll
    for (int n = 0; n < NS; n++) {
        if (8 * n >= count) break;
#pragma unroll
        for (int k = 0; k < 4; k += 2) {
            unsigned b[4];
            ldmatrix_x4(b, rows + (8 * n + lane % 8) * PITCH + 16 * k + lane / 8 * 8);
            unsigned low[2] = {b[0], b[1]}, high[2] = {b[2], b[3]};
            mma_16816(s[n], a[k], low);
            mma_16816(s[n], a[k + 1], high);
        }
    }
}

// The same with both matrices in shared memory: 16 rows of the left one, which is read on the way to save registers. The other
// matrix has rows up to the next multiple of 16 from count.
template <int NS>
__device__ __forceinline__ void multiply_transposed(float (&s)[NS][4], const bf16 *left_rows, const bf16 *rows, int count) {
    int lane = lane_id();
#pragma unroll
    for (int k = 0; k < 4; k++) {
        unsigned a[4];
        ldmatrix_x4(a, left_rows + lane % 16 * PITCH + 16 * k + lane / 16 * 8);
#pragma unroll
        for (int n = 0; n < NS; n += 2) {
            if (8 * n >= count) break;
            unsigned b[4];
            ldmatrix_x4(b, rows + (8 * n + lane / 16 * 8 + lane % 8) * PITCH + 16 * k + lane / 8 % 2 * 8);
            unsigned low[2] = {b[0], b[1]}, high[2] = {b[2], b[3]};
            mma_16816(s[n], a, low);
            mma_16816(s[n + 1], a, high);
        }
    }
}

// out += w rows: w 16 x 16 KS, whose columns from count on are 0 and left out, rows [16 KS, 64].
template <int KS>
__device__ __forceinline__ void multiply(float (&out)[8][4], const unsigned (&w)[KS][4], const bf16 *rows, int count) {
    int lane = lane_id();
#pragma unroll
    for (int k = 0; k < KS; k++) {
        if (16 * k >= count) break;
#pragma unroll
        for (int n = 0; n < 8; n += 2) {
            unsigned b[4];
            ldmatrix_x4_transposed(b, rows + (16 * k + lane % 16) * PITCH + 8 * n + lane / 16 * 8);
            unsigned low[2] = {b[0], b[1]}, high[2] = {b[2], b[3]};
            mma_16816(out[n], w[k], low);
            mma_16816(out[n + 1], w[k], high);
        }
    }
}

// Sums of a product as the left operand of the next.
template <int KS>
__device__ __forceinline__ void sums_as_operand(unsigned (&w)[KS][4], const float (&s)[2 * KS][4]) {
#pragma unroll
    for (int k = 0; k < KS; k++) {
#pragma unroll
        for (int i = 0; i < 4; i++) w[k][i] = pack_bf16(s[2 * k + i / 2][i % 2 * 2], s[2 * k + i / 2][i % 2 * 2 + 1]);
    }
}

// The 16 rows of sums that a warp holds, times a factor for each half, to rows first ... of [tokens, pitch] in global memory.
__device__ __forceinline__ void store_rows(
        bf16 *to, const float (&o)[8][4], float low, float high, int first, int tokens, int pitch) {
    int row = first + lane_id() / 4, column = lane_id() % 4 * 2;
#pragma unroll
    for (int n = 0; n < 8; n++) {
        bf16 *at = to + (long long) row * pitch + 8 * n + column;
        if (row < tokens) *reinterpret_cast<unsigned *>(at) = pack_bf16(o[n][0] * low, o[n][1] * low);
        if (row + 8 < tokens) *reinterpret_cast<unsigned *>(at + 8 * pitch) = pack_bf16(o[n][2] * high, o[n][3] * high);
    }
}

// Where the parts of one crop's head lie in qkv [S N, 3 D] and out [S N, D], and its row of [S H, N].
struct HeadPlace {
    long long query, out, state;
    int out_pitch, qkv_pitch;

    __device__ __forceinline__ HeadPlace(int tokens, int heads) {
        long long first = (long long) (blockIdx.y / heads) * tokens;
        int head = blockIdx.y % heads;
        out_pitch = heads * HEAD;
        qkv_pitch = 3 * out_pitch;
        query = first * qkv_pitch + head * HEAD;
        out = first * out_pitch + head * HEAD;
        state = (long long) blockIdx.y * tokens;
    }

    __device__ __forceinline__ long long key() const { return query + out_pitch; }
    __device__ __forceinline__ long long value() const { return query + 2 * out_pitch; }
};
