// What all kernels share: bfloat16 without a toolkit's headers, four elements at a time, sums over warps and blocks. NVRTC
// compiles the kernels without any folder of headers.
//
// Rules for all kernels: tensors are dense and row-major; a warp has 32 lanes and a block whole warps; sums are always added
// in the same order for the same shapes and launch, without atomics on floats, so that the same input gives the same bits.
// A grid has a block or more: where it depends on a number of rows that is 0, there is nothing to launch.
#pragma once

#define ALL_LANES 0xffffffffu
#define WARP 32

#ifdef __CUDACC__
typedef unsigned short bf16;
#define DYNAMIC_SHARED(name) extern __shared__ __align__(128) unsigned char name[]

// Rounded to nearest, ties to even.
__device__ __forceinline__ bf16 to_bf16(float x) {
    bf16 r;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(r) : "f"(x));
    return r;
}

__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
    unsigned r;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
    return r;
}
#endif

__device__ __forceinline__ float from_bf16(bf16 x) {
    union { unsigned bits; float value; } u;
    u.bits = unsigned(x) << 16;
    return u.value;
}

__device__ __forceinline__ float load(const float *p) { return *p; }
__device__ __forceinline__ float load(const bf16 *p) { return from_bf16(*p); }
__device__ __forceinline__ void store(float *p, float x) { *p = x; }
__device__ __forceinline__ void store(bf16 *p, float x) { *p = to_bf16(x); }

// Four consecutive elements, at an address that is a multiple of their size.
__device__ __forceinline__ float4 load4(const float *p) { return *reinterpret_cast<const float4 *>(p); }
__device__ __forceinline__ float4 load4(const bf16 *p) {
    uint2 v = *reinterpret_cast<const uint2 *>(p);
    return make_float4(from_bf16(bf16(v.x)), from_bf16(bf16(v.x >> 16)), from_bf16(bf16(v.y)), from_bf16(bf16(v.y >> 16)));
}
__device__ __forceinline__ void store4(float *p, float4 x) { *reinterpret_cast<float4 *>(p) = x; }
__device__ __forceinline__ void store4(bf16 *p, float4 x) {
    uint2 v;
    v.x = pack_bf16(x.x, x.y);
    v.y = pack_bf16(x.z, x.w);
    *reinterpret_cast<uint2 *>(p) = v;
}

template <class T>
__device__ __forceinline__ bool holds_quads(const T *p) {
    return reinterpret_cast<unsigned long long>(p) % (4 * sizeof(T)) == 0;
}

// Sum over the lanes of a warp, in all of them.
template <class T>
__device__ __forceinline__ T warp_sum(T x) {
#pragma unroll
    for (int mask = WARP / 2; mask > 0; mask >>= 1) x += __shfl_xor_sync(ALL_LANES, x, mask);
    return x;
}

__device__ __forceinline__ float warp_max(float x) {
#pragma unroll
    for (int mask = WARP / 2; mask > 0; mask >>= 1) x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, mask));
    return x;
}

// Sum over a block of one dimension, in all of its threads, which all call this.
__device__ __forceinline__ double block_sum(double x) {
    __shared__ double sums[WARP];
    x = warp_sum(x);
    __syncthreads();
    if (threadIdx.x % WARP == 0) sums[threadIdx.x / WARP] = x;
    __syncthreads();
    double total = 0;
    for (int i = 0; i < int(blockDim.x / WARP); i++) total += sums[i];
    return total;
}

// The number of this thread among those of a grid of one dimension, and their count.
__device__ __forceinline__ long long thread_of_grid() { return (long long) blockIdx.x * blockDim.x + threadIdx.x; }
__device__ __forceinline__ long long threads_of_grid() { return (long long) gridDim.x * blockDim.x; }
