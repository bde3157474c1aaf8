// Threads of a block as fibres, their barriers and what the lanes of a warp do together. One launch at a time in a process.
#include "cuda_on_cpu.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim
#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>
#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace emu {

Schedule schedule = {0, false};
int fault = 0;
dim3 thread_index, block_index, block_size, grid_size;

namespace {

constexpr unsigned WARP = 32;
constexpr unsigned MOST_THREADS = 1024;
constexpr size_t MOST_SHARED = 227 * 1024;  // of one block on sm_90 and sm_100
constexpr size_t STACK = 64 * 1024;

struct Copy { void *to; const void *from; size_t bytes; };

struct Fibre {
    void *stack_pointer = nullptr;
    std::unique_ptr<char[]> stack{new char[STACK]};
    dim3 index;
    unsigned number = 0;
    bool done = false, waits = false;
    std::vector<std::vector<Copy>> groups;
    std::vector<Copy> open;
#if !defined(__x86_64__)
    ucontext_t context;
#endif
};

struct Warp {
    unsigned arrived = 0;
    Operation operation = nullptr;
    void *operands[WARP];
};

std::vector<std::unique_ptr<Fibre>> fibres;
std::vector<Warp> warps;
unsigned threads, alive, at_barrier;
int barrier_line;
Fibre *current;
void (*kernel)(void *);
void *kernel_argument;
std::unique_ptr<char[]> shared;
std::string failure;
#if !defined(__x86_64__)
ucontext_t scheduler_context;
#else
void *scheduler;
extern "C" void emu_switch(void **from, void *to);
asm(R"(
.text
.local emu_switch
.type emu_switch, @function
emu_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
)");
#endif

void to_scheduler() {
    Fibre *f = current;
#if defined(__SANITIZE_ADDRESS__)
    void *fake = nullptr;
    __sanitizer_start_switch_fiber(f->done ? nullptr : &fake, nullptr, 0);
#endif
#if defined(__x86_64__)
    emu_switch(&f->stack_pointer, scheduler);
#else
    swapcontext(&f->context, &scheduler_context);
#endif
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
}

void resume(Fibre &f) {
    current = &f;
    thread_index = f.index;
#if defined(__SANITIZE_ADDRESS__)
    void *fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, f.stack.get(), STACK);
#endif
#if defined(__x86_64__)
    emu_switch(&scheduler, f.stack_pointer);
#else
    swapcontext(&scheduler_context, &f.context);
#endif
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
}

// Ends the launch; the fibre that calls it never runs again.
void fail(const std::string &reason) {
    if (failure.empty()) failure = reason;
    current->waits = true;
    to_scheduler();
}

void fibre_main() {
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
    kernel(kernel_argument);
    if (!current->open.empty() || !current->groups.empty()) fail("a thread ended before its asynchronous copies");
    current->done = true;
    alive--;
    to_scheduler();
}

void start(Fibre &f) {
    f.done = f.waits = false;
    f.groups.clear();
    f.open.clear();
#if defined(__SANITIZE_ADDRESS__)
    __asan_unpoison_memory_region(f.stack.get(), STACK);  // its last user never returned
#endif
#if defined(__x86_64__)
    auto top = (reinterpret_cast<uintptr_t>(f.stack.get() + STACK) & ~uintptr_t(15)) - 8;
    auto *words = reinterpret_cast<void **>(top);
    *--words = reinterpret_cast<void *>(&fibre_main);
    for (int i = 0; i < 6; i++) *--words = nullptr;
    f.stack_pointer = words;
#else
    getcontext(&f.context);
    f.context.uc_stack.ss_sp = f.stack.get();
    f.context.uc_stack.ss_size = STACK;
    f.context.uc_link = nullptr;
    makecontext(&f.context, fibre_main, 0);
#endif
}

std::vector<unsigned> warp_order() {
    std::vector<unsigned> order(warps.size());
    for (unsigned w = 0; w < order.size(); w++) order[w] = w;
    unsigned state = schedule.order;
    if (state == 1) std::reverse(order.begin(), order.end());
    for (size_t i = order.size(); schedule.order > 1 && i > 1; i--) {
        state = state * 1664525u + 1013904223u;
        std::swap(order[i - 1], order[(state >> 8) % i]);
    }
    return order;
}

// Runs each lane to its next wait; whether one ran.
bool pass(unsigned warp) {
    bool moved = false;
    for (unsigned i = 0; i < WARP && failure.empty(); i++) {
        unsigned lane = schedule.order % 2 == 1 ? WARP - 1 - i : i;
        Fibre &f = *fibres[warp * WARP + lane];
        if (f.done || f.waits) continue;
        resume(f);
        moved = true;
    }
    return moved;
}

void run_block(const std::vector<unsigned> &order, size_t shared_bytes) {
    memset(shared.get(), 0xff, shared_bytes);
    alive = threads;
    at_barrier = 0;
    for (Warp &w : warps) w.arrived = 0;
    for (unsigned i = 0; i < threads; i++) start(*fibres[i]);
    while (alive > 0 && failure.empty()) {
        bool moved = false;
        for (unsigned w : order)
            for (bool again = pass(w); again; again = schedule.order != 0 && pass(w)) moved = true;
        if (!moved && failure.empty())
            failure = "a barrier or an operation of a warp was not reached by all of its threads";
    }
}

void check(dim3 grid, dim3 block, size_t shared_bytes) {
    if (threads == 0 || threads > MOST_THREADS || threads % WARP != 0)
        throw std::runtime_error("a block of " + std::to_string(threads) + " threads, wanted a multiple of 32 up to 1024");
    if (shared_bytes > MOST_SHARED) throw std::runtime_error("more shared memory than a block can have");
    if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.y > 65535 || grid.z > 65535 || grid.x > 0x7fffffffu || block.z > 64)
        throw std::runtime_error("a grid that cannot be launched");
}

}  // namespace

void run(dim3 grid, dim3 block, size_t shared_bytes, void (*body)(void *), void *argument) {
    threads = block.x * block.y * block.z;
    check(grid, block, shared_bytes);
    while (fibres.size() < threads) fibres.emplace_back(new Fibre);
    warps.assign(threads / WARP, Warp());
    for (unsigned i = 0; i < threads; i++) {
        fibres[i]->number = i;
        fibres[i]->index = dim3(i % block.x, i / block.x % block.y, i / block.x / block.y);
    }
    shared.reset(new char[shared_bytes + 1]);
    block_size = block;
    grid_size = grid;
    kernel = body;
    kernel_argument = argument;
    failure.clear();
    std::vector<unsigned> order = warp_order();
    unsigned blocks = grid.x * grid.y * grid.z;
    for (unsigned i = 0; i < blocks && failure.empty(); i++) {
        unsigned at = schedule.order == 1 ? blocks - 1 - i : i;
        block_index = dim3(at % grid.x, at / grid.x % grid.y, at / grid.x / grid.y);
        run_block(order, shared_bytes);
    }
    if (!failure.empty()) throw std::runtime_error(failure);
}

void *shared_memory() { return shared.get(); }

int lane() { return int(current->number % WARP); }

void sync_block(int line) {
    if (at_barrier > 0 && line != barrier_line) fail("threads of a block wait at different barriers");
    barrier_line = line;
    if (++at_barrier < threads) {
        current->waits = true;
        to_scheduler();
        return;
    }
    at_barrier = 0;
    for (unsigned i = 0; i < threads; i++) fibres[i]->waits = false;
}

void together(Operation operation, void *own) {
    Warp &warp = warps[current->number / WARP];
    if (warp.arrived > 0 && warp.operation != operation) fail("lanes of a warp call different operations");
    warp.operation = operation;
    warp.operands[lane()] = own;
    if (++warp.arrived < WARP) {
        current->waits = true;
        to_scheduler();
        return;
    }
    warp.arrived = 0;
    operation(warp.operands, WARP);
    for (unsigned i = 0; i < WARP; i++) fibres[current->number / WARP * WARP + i]->waits = false;
}

void copy_async(void *to, const void *from, size_t bytes) {
    if ((reinterpret_cast<uintptr_t>(to) | reinterpret_cast<uintptr_t>(from)) % bytes != 0)
        fail("cp.async with an address that is no multiple of its size");
    if (schedule.early_copies) memcpy(to, from, bytes);
    current->open.push_back({to, from, schedule.early_copies ? 0 : bytes});
}

void copy_commit() {
    current->groups.push_back(std::move(current->open));
    current->open.clear();
}

void copy_wait(size_t pending) {
    auto &groups = current->groups;
    while (groups.size() > pending) {
        for (const Copy &c : groups.front()) memcpy(c.to, c.from, c.bytes);
        groups.erase(groups.begin());
    }
}

namespace {

struct Mma { float *d; const unsigned *a, *b; };
struct Ldmatrix { unsigned *r; const uint16_t *row; };

float half_of(unsigned pair, int which) {
    unsigned bits = which ? pair & 0xffff0000u : pair << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

// mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32: registers as the PTX manual lays them out.
void mma_of_warp(void *const *lanes, int) {
    float a[16][16], b[16][8], d[16][8] = {};
    for (int lane = 0; lane < 32; lane++) {
        const Mma &own = *static_cast<Mma *>(lanes[lane]);
        int g = lane / 4, t = lane % 4;
        for (int i = 0; i < 8; i++) a[g + (i / 2 % 2) * 8][2 * t + i % 2 + i / 4 * 8] = half_of(own.a[i / 2], i % 2);
        for (int i = 0; i < 4; i++) b[2 * t + i % 2 + i / 2 * 8][g] = half_of(own.b[i / 2], i % 2);
    }
    for (int i = 0; i < 16; i++)
        for (int k = 0; k < 16; k++)
            for (int j = 0; j < 8; j++) d[i][j] += a[i][k] * b[k][j];
    for (int lane = 0; lane < 32; lane++) {
        float *own = static_cast<Mma *>(lanes[lane])->d;
        for (int i = 0; i < 4; i++) own[i] += d[lane / 4 + i / 2 * 8][lane % 4 * 2 + i % 2];
    }
}

// ldmatrix.sync.aligned.m8n8.x4(.trans).shared.b16: lanes 8m .. 8m + 7 give the rows of matrix m.
template <bool TRANSPOSED>
void ldmatrix_of_warp(void *const *lanes, int) {
    for (int lane = 0; lane < 32; lane++) {
        int g = lane / 4, t = lane % 4;
        for (int m = 0; m < 4; m++) {
            uint16_t pair[2];
            for (int i = 0; i < 2; i++) {
                int row = TRANSPOSED ? 2 * t + i : g, column = TRANSPOSED ? g : 2 * t + i;
                pair[i] = static_cast<Ldmatrix *>(lanes[8 * m + row])->row[column];
            }
            memcpy(&static_cast<Ldmatrix *>(lanes[lane])->r[m], pair, 4);
        }
    }
}

}  // namespace

void mma(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    Mma own = {d, a, b};
    together(mma_of_warp, &own);
}

void ldmatrix(unsigned (&r)[4], const void *row, bool transposed) {
    if (reinterpret_cast<uintptr_t>(row) % 16 != 0) fail("ldmatrix of an address that is no multiple of 16");
    Ldmatrix own = {r, static_cast<const uint16_t *>(row)};
    together(transposed ? ldmatrix_of_warp<true> : ldmatrix_of_warp<false>, &own);
}

}  // namespace emu
