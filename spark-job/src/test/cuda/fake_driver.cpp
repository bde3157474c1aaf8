// A libcuda.so.1 on the CPU: memory of the device is memory of the host, and a launch runs the kernels of this file's compilation
// at once, by emulator.cpp. The Java side is tested with it as it is. Environment: FAKE_CUDA_DRIVER (version, 13000),
// FAKE_CUDA_ARCHITECTURE (90), FAKE_CUDA_MEMORY (bytes), FAKE_CUDA_SHARED (bytes of a block, 232448), FAKE_CUDA_IDLE (1: launches
// compute nothing and large copies are not made, to time the host alone), FAKE_CUDA_FAILURE (FUNCTION:CODE:N, the N-th call of a function fails with a code; after
// all codes but those for bad values and for too little memory every later call fails too, as after the loss of a context).
//
// cuDeviceGetAttribute answers attributes that no driver has with counts of calls, see COUNTS.
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
#include <string_view>
#include <utility>
#include <vector>
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
std::map<char *, size_t> allocations, pinned;
size_t used;
thread_local void *context;
int handle;

// Calls so far, by function; the attributes from FIRST_COUNT on are sums of them.
std::map<std::string, long, std::less<>> calls;
int lost;
constexpr int FIRST_COUNT = 10000;
const std::vector<std::vector<const char *>> COUNTS = {
    {"cuLaunchKernel"},
    {"cuStreamSynchronize", "cuCtxSynchronize", "cuEventSynchronize"},  // the host waits
    {"cuMemAlloc_v2", "cuMemHostAlloc"},
    {"cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2"},
    {"unpinned copies"}};  // a driver waits for copies from and to other memory of the host

// The code with which a call has to fail, or 0.
int entered(const char *function) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    auto found = calls.find(std::string_view(function));
    long count = ++(found == calls.end() ? calls[function] : found->second);
    static const std::string planted = getenv("FAKE_CUDA_FAILURE") ? getenv("FAKE_CUDA_FAILURE") : "";
    static const size_t name = planted.find(':'), code = planted.rfind(':');
    if (lost || name == std::string::npos || planted.compare(0, name, function) != 0) return lost;
    if (count != atol(planted.c_str() + code + 1)) return SUCCESS;
    int failure = atoi(planted.c_str() + name + 1);
    if (failure != INVALID_VALUE && failure != OUT_OF_MEMORY) lost = failure;
    return failure;
}
#define ENTER if (int failure = entered(__func__)) return failure

long setting(const char *name, long otherwise) {
    const char *value = getenv(name);
    return value ? atol(value) : otherwise;
}

size_t memory() { return setting("FAKE_CUDA_MEMORY", 1L << 31); }
int most_shared() { return int(setting("FAKE_CUDA_SHARED", 232448)); }

bool inside(const std::map<char *, size_t> &all, unsigned long long at, size_t bytes) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    auto found = all.upper_bound(reinterpret_cast<char *>(at));
    if (found == all.begin()) return false;
    --found;
    return at + bytes <= reinterpret_cast<unsigned long long>(found->first) + found->second;
}
bool inside(unsigned long long at, size_t bytes) { return inside(allocations, at, bytes); }

bool idle() {
    static const bool is = getenv("FAKE_CUDA_IDLE") != nullptr;
    return is;
}

int copied(void *to, const void *from, size_t bytes, const void *host) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (!inside(pinned, reinterpret_cast<unsigned long long>(host), bytes)) calls["unpinned copies"]++;
    if (!idle() || bytes < (1 << 16)) memcpy(to, from, bytes);
    return SUCCESS;
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
    int count = attribute - FIRST_COUNT;
    if (count >= 0 && count < int(COUNTS.size())) {
        *value = 0;
        for (const char *function : COUNTS[count]) *value += int(calls[function]);
        return SUCCESS;
    }
    int architecture = int(setting("FAKE_CUDA_ARCHITECTURE", 90));
    *value = attribute == 75 ? architecture / 10 : attribute == 76 ? architecture % 10 : attribute == 97 ? most_shared() : 0;
    return device == 0 ? SUCCESS : INVALID_VALUE;
}
API int cuDevicePrimaryCtxRetain(void **made, int device) {
    ENTER;
    *made = &handle;
    return device == 0 ? SUCCESS : INVALID_VALUE;
}
API int cuCtxSetCurrent(void *given) {
    context = given;
    return SUCCESS;
}
API int cuMemGetInfo_v2(size_t *free, size_t *total) {
    ENTER;
    *total = memory();
    *free = *total - used;
    return SUCCESS;
}
API int cuMemAlloc_v2(unsigned long long *at, size_t bytes) {
    ENTER;
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
    ENTER;
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
    ENTER;
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (!context) return INVALID_CONTEXT;
    *at = malloc(bytes);
    pinned[static_cast<char *>(*at)] = bytes;
    return SUCCESS;
}
API int cuMemFreeHost(void *at) {
    ENTER;
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (!pinned.erase(static_cast<char *>(at))) return INVALID_VALUE;
    free(at);
    return SUCCESS;
}
API int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t bytes, void *) {
    ENTER;
    return inside(to, bytes) ? copied(reinterpret_cast<void *>(to), from, bytes, from) : INVALID_VALUE;
}
API int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t bytes, void *) {
    ENTER;
    return inside(from, bytes) ? copied(to, reinterpret_cast<void *>(from), bytes, to) : INVALID_VALUE;
}
API int cuMemsetD8Async(unsigned long long to, unsigned char value, size_t bytes, void *) {
    ENTER;
    if (!inside(to, bytes)) return INVALID_VALUE;
    if (!idle() || bytes < (1 << 24)) memset(reinterpret_cast<void *>(to), value, bytes);
    return SUCCESS;
}
API int cuModuleLoadData(void **module, const void *image) {
    ENTER;
    *module = &handle;
    return memcmp(image, "\x7f" "ELF emulated", 13) == 0 ? SUCCESS : INVALID_IMAGE;
}
API int cuModuleGetFunction(void **function, void *, const char *name) {
    ENTER;
    auto found = functions().find(name);
    if (found == functions().end()) return NOT_FOUND;
    *function = &found->second;
    return SUCCESS;
}
API int cuFuncSetAttribute(void *function, int attribute, int value) {
    ENTER;
    if (attribute != 8 || value > most_shared()) return INVALID_VALUE;
    static_cast<Function *>(function)->shared = value;
    return SUCCESS;
}
API int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
        void *, void **arguments, void **) {
    ENTER;
    std::lock_guard<std::recursive_mutex> guard(lock);
    Function &own = *static_cast<Function *>(function);
    if (!context) return INVALID_CONTEXT;
    if (int(shared) > own.shared) return INVALID_VALUE;
    if (idle()) return SUCCESS;
    try {
        emu::launch(dim3(gx, gy, gz), dim3(bx, by, bz), shared, [&] { own.launch(arguments); });
        return SUCCESS;
    } catch (const std::exception &e) {
        fprintf(stderr, "kernel failed: %s\n", e.what());
        return LAUNCH_FAILED;
    }
}
API int cuStreamCreate(void **stream, unsigned) {
    ENTER;
    *stream = &handle;
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuStreamSynchronize(void *) {
    ENTER;
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuCtxSynchronize() {
    ENTER;
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuEventCreate(void **event, unsigned) {
    ENTER;
    *event = &handle;
    return context ? SUCCESS : INVALID_CONTEXT;
}
API int cuEventRecord(void *event, void *stream) {
    ENTER;
    return context && event && stream ? SUCCESS : INVALID_CONTEXT;
}
API int cuEventSynchronize(void *event) {
    ENTER;
    return context && event ? SUCCESS : INVALID_CONTEXT;
}
API int cuGetErrorName(int error, const char **name) {
    static const std::map<int, const char *> names = {
        {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"}, {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
        {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"}, {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
        {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"}, {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"},
        {214, "CUDA_ERROR_ECC_UNCORRECTABLE"}, {700, "CUDA_ERROR_ILLEGAL_ADDRESS"}};
    auto found = names.find(error);
    if (found == names.end()) return INVALID_VALUE;
    *name = found->second;
    return SUCCESS;
}
