// Rows of a matrix cut into tiles: a block of 32 x 8 threads has 128 columns, of which each thread has four, and goes down
// the rows by 8 x gridDim.y. Grid (ceil(columns / 128), any number of blocks of rows).
#pragma once
#include "common.cuh"

#define TILE_COLUMNS 128
#define TILE_ROWS 8

struct Quad { float v[4]; };

// The columns of this thread, and whether all tensors allow it to read four at once.
struct Columns {
    int first, count;
    bool whole;

    __device__ __forceinline__ Columns(int cols, bool aligned) {
        first = blockIdx.x * TILE_COLUMNS + threadIdx.x * 4;
        count = min(4, cols - first);
        whole = aligned && cols % 4 == 0;
    }
};

__device__ __forceinline__ int first_row() { return blockIdx.y * TILE_ROWS + threadIdx.y; }
__device__ __forceinline__ int row_step() { return gridDim.y * TILE_ROWS; }

// Columns beyond the last read as 0.
template <class T>
__device__ __forceinline__ Quad read(const T *p, const Columns &c) {
    Quad q = {};
    if (c.whole) {
        if (c.count <= 0) return q;
        float4 x = load4(p);
        q.v[0] = x.x, q.v[1] = x.y, q.v[2] = x.z, q.v[3] = x.w;
    } else {
#pragma unroll
        for (int i = 0; i < 4; i++)
            if (i < c.count) q.v[i] = load(p + i);
    }
    return q;
}

template <class T>
__device__ __forceinline__ void write(T *p, const Quad &q, const Columns &c) {
    if (c.whole) {
        if (c.count > 0) store4(p, make_float4(q.v[0], q.v[1], q.v[2], q.v[3]));
    } else {
#pragma unroll
        for (int i = 0; i < 4; i++)
            if (i < c.count) store(p + i, q.v[i]);
    }
}

// The sums of a block's 8 rows of threads, for its columns, to a row of partial sums. All threads of the block call this.
__device__ __forceinline__ void write_partial(float *partial, const Quad &sum, const Columns &c) {
    __shared__ Quad sums[TILE_ROWS][WARP];
    __syncthreads();
    sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y > 0) return;
    for (int i = 0; i < 4 && i < c.count; i++) {
        float total = 0;
        for (int row = 0; row < TILE_ROWS; row++) total += sums[row][threadIdx.x].v[i];
        partial[c.first + i] = total;
    }
}
