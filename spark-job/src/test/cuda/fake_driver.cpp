// A libcuda.so.1 on the CPU: memory of the device is memory of the host, and a launch runs the kernels of this file's compilation
// at once, by emulator.cpp. The Java side is tested with it as it is. Environment: FAKE_CUDA_DRIVER (version, 13000),
// FAKE_CUDA_ARCHITECTURE (90), FAKE_CUDA_MEMORY (bytes), FAKE_CUDA_SHARED (bytes of a block, 232448).
//
// Refused as by a driver: copies outside of what was allocated, more shared memory than was allowed, images that the fake NVRTC
// did not make, unknown kernels, calls of a thread without a context. New memory is NaN.
#include <stdio.h>
#include <stdlib.h>
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include "kernels.h"

#define API extern "C" __attribute__((visibility("default")))

namespace {

using Launch = std::function<void(void **)>;

struct Function { Launch launch; int shared = 48 << 10; };

// Takes a kernel's arguments out of the array of pointers, each by its type.
template <class... A, size_t... I>
void call(void (*kernel)(A...), void **arguments, std::index_sequence<I...>) {
    kernel(*static_cast<A *>(arguments[I])...);
}

template <class... A>
Function function_of(void (*kernel)(A...)) {
    return {[kernel](void **arguments) { call(kernel, arguments, std::index_sequence_for<A...>()); }};
}

#define KERNEL(name) {#name, function_of(&name)}
#define KERNELS(name) KERNEL(name), KERNEL(name##_bf16)
std::map<std::string, Function> &functions() {
    static std::map<std::string, Function> all = {
        KERNEL(fill), KERNEL(copy), KERNEL(axpy), KERNEL(scale), KERNEL(lerp), KERNEL(to_bfloat16), KERNEL(to_float32),
        KERNEL(sums_of_squares), KERNEL(finite_step), KERNEL(adamw_groups), KERNEL(adamw), KERNEL(follow),
        KERNEL(fill_rows), KERNELS(add_bias), KERNELS(column_sum), KERNEL(add_partials), KERNEL(gather_rows),
        KERNEL(scatter_rows), KERNEL(clear_uses), KERNEL(count_uses), KERNEL(scatter_add_rows),
        KERNELS(layer_norm), KERNELS(layer_norm_384), KERNELS(layer_norm_768), KERNELS(layer_norm_1024),
        KERNELS(layer_norm_1536), KERNELS(layer_norm_backward), KERNELS(layer_norm_backward_384),
        KERNELS(layer_norm_backward_768), KERNELS(layer_norm_backward_1024), KERNELS(layer_norm_parameters),
        KERNEL(l2_normalize), KERNEL(l2_normalize_backward), KERNEL(weight_norm), KERNEL(weight_norm_backward),
        KERNELS(bias_gelu), KERNELS(gelu_backward), KERNELS(bias_swiglu), KERNELS(swiglu_backward), KERNELS(residual),
        KERNELS(residual_backward), KERNEL(centred_softmax), KERNEL(cross_entropy), KERNEL(add_to_figure),
        KERNEL(column_sums), KERNEL(column_sums_f64), KERNEL(finish_column_sums), KERNEL(move_centre),
        KERNEL(sinkhorn_start), KERNEL(sinkhorn_round), KERNEL(sinkhorn_targets), KERNEL(koleo_units),
        KERNEL(koleo_nearest), KERNEL(koleo_gradient), KERNEL(row_entropies), KERNEL(column_deviations),
        KERNEL(correct_rows), KERNEL(patches), KERNEL(sum_channels), KERNEL(spread_channels), KERNEL(embed_tokens),
        KERNEL(embed_patches_backward), KERNEL(embed_places_backward), KERNEL(embed_sums_backward), KERNEL(attention),
        KERNEL(attention_long), KERNEL(attention_backward), KERNEL(attention_shares), KERNEL(attention_backward_keys),
        KERNEL(attention_backward_queries), KERNEL(attention_exact), KERNEL(attention_exact_queries),
        KERNEL(attention_exact_keys)};
    return all;
}

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_IMAGE = 200, INVALID_CONTEXT = 201, NOT_FOUND = 500, LAUNCH_FAILED = 719 };

std::recursive_mutex lock;
std::map<char *, size_t> allocations;
size_t used;
thread_local void *context;
int handle;

long setting(const char *name, long otherwise) {
    const char *value = getenv(name);
    return value ? atol(value) : otherwise;
}

size_t memory() { return setting("FAKE_CUDA_MEMORY", 1L << 31); }
int most_shared() { return int(setting("FAKE_CUDA_SHARED", 232448)); }

bool inside(unsigned long long at, size_t bytes) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    auto found = allocations.upper_bound(reinterpret_cast<char *>(at));
    if (found == allocations.begin()) return false;
    --found;
    return at + bytes <= reinterpret_cast<unsigned long long>(found->first) + found->second;
}

}  // namespace

API int cuInit(unsigned) { return SUCCESS; }
API int cuDriverGetVersion(int *version) {
    *version = int(setting("FAKE_CUDA_DRIVER", 13000));
    return SUCCESS;
}
API int cuDeviceGetCount(int *count) {
    *count = 1;
    return SUCCESS;
}
API int cuDeviceGetAttribute(int *value, int attribute, int device) {
    int architecture = int(setting("FAKE_CUDA_ARCHITECTURE", 90));
    *value = attribute == 75 ? architecture / 10 : attribute == 76 ? architecture % 10 : attribute == 97 ? most_shared() : 0;
    return device == 0 ? SUCCESS : INVALID_VALUE;
}
API int cuDevicePrimaryCtxRetain(void **made, int device) {
    *made = &handle;
    return device == 0 ? SUCCESS : INVALID_VALUE;
}
API int cuCtxSetCurrent(void *given) {
    context = given;
    return SUCCESS;
}
API int cuMemGetInfo_v2(size_t *free, size_t *total) {
    *total = memory();
    *free = *total - used;
    return SUCCESS;
}
API int cuMemAlloc_v2(unsigned long long *at, size_t bytes) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (!context) return INVALID_CONTEXT;
    if (bytes == 0) return INVALID_VALUE;
    if (used + bytes > memory()) return OUT_OF_MEMORY;
    char *made = static_cast<char *>(aligned_alloc(256, (bytes + 255) / 256 * 256));
    if (bytes < (1 << 24)) memset(made, 0xff, bytes);
    allocations[made] = bytes;
    used += bytes;
    *at = reinterpret_cast<unsigned long long>(made);
    return SUCCESS;
}
API int cuMemFree_v2(unsigned long long at) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    auto found = allocations.find(reinterpret_cast<char *>(at));
    if (!context) return INVALID_CONTEXT;
    if (found == allocations.end()) return INVALID_VALUE;
    used -= found->second;
    free(found->first);
    allocations.erase(found);
    return SUCCESS;
}
API int cuMemHostAlloc(void **at, size_t bytes, unsigned) {
    *at = malloc(bytes);
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuMemFreeHost(void *at) {
    free(at);
    return SUCCESS;
}
API int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t bytes, void *) {
    if (!inside(to, bytes)) return INVALID_VALUE;
    memcpy(reinterpret_cast<void *>(to), from, bytes);
    return SUCCESS;
}
API int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t bytes, void *) {
    if (!inside(from, bytes)) return INVALID_VALUE;
    memcpy(to, reinterpret_cast<void *>(from), bytes);
    return SUCCESS;
}
API int cuMemsetD8Async(unsigned long long to, unsigned char value, size_t bytes, void *) {
    if (!inside(to, bytes)) return INVALID_VALUE;
    memset(reinterpret_cast<void *>(to), value, bytes);
    return SUCCESS;
}
API int cuModuleLoadData(void **module, const void *image) {
    *module = &handle;
    return memcmp(image, "\x7f" "ELF emulated", 13) == 0 ? SUCCESS : INVALID_IMAGE;
}
API int cuModuleGetFunction(void **function, void *, const char *name) {
    auto found = functions().find(name);
    if (found == functions().end()) return NOT_FOUND;
    *function = &found->second;
    return SUCCESS;
}
API int cuFuncSetAttribute(void *function, int attribute, int value) {
    if (attribute != 8 || value > most_shared()) return INVALID_VALUE;
    static_cast<Function *>(function)->shared = value;
    return SUCCESS;
}
API int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
        void *, void **arguments, void **) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Function &own = *static_cast<Function *>(function);
    if (!context) return INVALID_CONTEXT;
    if (int(shared) > own.shared) return INVALID_VALUE;
    try {
        emu::launch(dim3(gx, gy, gz), dim3(bx, by, bz), shared, [&] { own.launch(arguments); });
        return SUCCESS;
    } catch (const std::exception &e) {
        fprintf(stderr, "kernel failed: %s\n", e.what());
        return LAUNCH_FAILED;
    }
}
API int cuStreamCreate(void **stream, unsigned) {
    *stream = &handle;
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuStreamSynchronize(void *) { return context ? SUCCESS : INVALID_CONTEXT; }
API int cuGetErrorName(int error, const char **name) {
    static const std::map<int, const char *> names = {
        {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"}, {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
        {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"}, {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
        {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"}, {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"}};
    auto found = names.find(error);
    if (found == names.end()) return INVALID_VALUE;
    *name = found->second;
    return SUCCESS;
}
