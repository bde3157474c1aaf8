// The part of CUDA C++ that the kernels use, on a CPU, for tests without a GPU. Compile a kernel's file by
//     g++ -std=c++17 -fno-strict-aliasing -include cuda_on_cpu.h -x c++ file.cu
// and link it with emulator.cpp, which runs every thread of a block as a fibre, one block after another.
//
// Known: threadIdx, blockIdx, blockDim, gridDim, static and dynamic shared memory, __syncthreads, __syncwarp, shuffles of
// whole warps, atomics on integers, and the instructions that common.cuh and mma.cuh wrap: conversions of bfloat16, mma.sync
// m16n8k16, ldmatrix, cp.async. Not known: wgmma, tensor maps, mbarriers, clusters, textures.
//
// What fails a launch: a barrier or a shuffle that not all threads reach, or that they reach in different lines; a thread that
// ends before its asynchronous copies have; more threads or shared memory than a GPU has. Shared memory is NaN at the start
// of a block. See emu::Schedule for missing barriers.
#pragma once
#include <math.h>
#include <stddef.h>
#include <string.h>

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
struct alignas(16) float4 { float x, y, z, w; };
struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };

namespace emu {

// In which order threads run. A result that depends on it shows a missing barrier.
struct Schedule {
    // 0: all threads in step, ascending. Else each warp runs as far as it can before the next: 1 in descending order, with
    // lanes and blocks descending too, others in a shuffled order.
    unsigned order;
    // Whether cp.async copies at once or at the wait: the former shows a buffer that is filled again too soon, the latter a
    // missing wait.
    bool early_copies;
};

extern Schedule schedule;
extern int fault;  // the number of a fault that a test has planted in the kernels; 0 runs them as they are
extern dim3 thread_index, block_index, block_size, grid_size;

// Runs body(argument) once for each thread. Throws std::runtime_error with the reason when the launch fails.
void run(dim3 grid, dim3 block, size_t shared_bytes, void (*body)(void *), void *argument);

template <class Kernel>
void launch(dim3 grid, dim3 block, size_t shared_bytes, Kernel kernel) {
    run(grid, block, shared_bytes, [](void *k) { (*static_cast<Kernel *>(k))(); }, &kernel);
}

void *shared_memory();
void sync_block(int line);

// Once all lanes of the warp have come, the last one calls operation with what each lane gave.
using Operation = void (*)(void *const *lanes, int count);
void together(Operation operation, void *own);
int lane();

void copy_async(void *to, const void *from, size_t bytes);
void copy_commit();
void copy_wait(size_t pending);
void mma(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]);
void ldmatrix(unsigned (&r)[4], const void *row, bool transposed);

template <class T>
T from_lane(T value, int source) {
    struct Shuffle { T in, out; int source; } own = {value, value, source};
    together([](void *const *lanes, int count) {
        for (int i = 0; i < count; i++) {
            Shuffle *mine = static_cast<Shuffle *>(lanes[i]);
            mine->out = static_cast<Shuffle *>(lanes[mine->source % count])->in;
        }
    }, &own);
    return own.out;
}

}  // namespace emu

#define __global__
#define __device__
#define __forceinline__ inline
#define __restrict__
#define __shared__ static
#define __launch_bounds__(...)
#define threadIdx (emu::thread_index)
#define blockIdx (emu::block_index)
#define blockDim (emu::block_size)
#define gridDim (emu::grid_size)
#define __syncthreads() emu::sync_block(__LINE__)
#define __syncwarp() emu::together([](void *const *, int) {}, nullptr)

template <class T> T __shfl_xor_sync(unsigned, T v, int mask) { return emu::from_lane(v, emu::lane() ^ mask); }
template <class T> T __shfl_sync(unsigned, T v, int source) { return emu::from_lane(v, source); }
inline int atomicAdd(int *at, int v) { int old = *at; *at += v; return old; }
inline int atomicMin(int *at, int v) { int old = *at; *at = v < old ? v : old; return old; }
inline float rsqrtf(float x) { return 1 / sqrtf(x); }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
template <class T> T max(T a, T b) { return a > b ? a : b; }
template <class T> T min(T a, T b) { return a < b ? a : b; }

// What the kernels' headers write as PTX.
typedef unsigned short bf16;
#define DYNAMIC_SHARED(name) unsigned char *name = static_cast<unsigned char *>(emu::shared_memory())
inline bf16 to_bf16(float x) {
    unsigned bits;
    memcpy(&bits, &x, 4);
    if (x != x) return 0x7fff;
    return bf16((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
}
inline unsigned pack_bf16(float low, float high) { return to_bf16(low) | unsigned(to_bf16(high)) << 16; }
inline float exp2_approx(float x) { return exp2f(x); }
inline void mma_16816(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) { emu::mma(d, a, b); }
inline void ldmatrix_x4(unsigned (&r)[4], const void *row) { emu::ldmatrix(r, row, false); }
inline void ldmatrix_x4_transposed(unsigned (&r)[4], const void *row) { emu::ldmatrix(r, row, true); }
inline void copy_async_16(void *to, const void *from, bool valid) {
    alignas(16) static const char zeros[16] = {};
    emu::copy_async(to, valid ? from : zeros, 16);
}
inline void copy_async_commit() { emu::copy_commit(); }
template <int PENDING> void copy_async_wait() { emu::copy_wait(PENDING); }
