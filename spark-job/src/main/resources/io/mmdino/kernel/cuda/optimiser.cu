// AdamW and the teacher's moving average over flat vectors (Loshchilov, Hutter, arXiv:1711.05101, algorithm 2, in the order of
// PyTorch's AdamW, with its clip_grad_norm_ for each group). Letters: P = segments, G = groups, F = figures.
#include "common.cuh"

// A run of elements of one parameter, as the host lays it out: 40 bytes.
struct Segment {
    long long offset;     // of the first element in the vector
    double lr_factor, decay_factor;
    int length, group, last_layer, padding;
};

struct Rule { double beta1, beta2, epsilon, clip_norm; };  // clip_norm 0 clips nothing

// sums[i] = sum of x * x over segment i, for segments first .. first + gridDim.x - 1: a block of 256 threads for each. x is the
// vector from element `from` on; sums [P].
extern "C" __global__ void __launch_bounds__(256) sums_of_squares(
        const float *x, long long from, const Segment *table, int first, double *sums) {
    int number = first + blockIdx.x;
    const float *own = x + (table[number].offset - from);
    double sum = 0;
    for (int i = threadIdx.x; i < table[number].length; i += blockDim.x) sum += double(own[i]) * own[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) sums[number] = sum;
}

// Whether the sum of n numbers is finite, which it is not when one of them is not.
__device__ __forceinline__ bool all_finite(const double *values, int n) {
    double sum = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) sum += values[i];
    return isfinite(block_sum(sum));
}

// finite [1] = 1 when squares [n] with their sum, and figures [F], are finite, else 0. One block of 256 threads.
extern "C" __global__ void __launch_bounds__(256) finite_step(
        const double *squares, int n, const double *figures, int count, int *finite) {
    bool whole = all_finite(squares, n);
    int wrong = 0;
    for (int i = threadIdx.x; i < count; i += blockDim.x) wrong |= !isfinite(figures[i]);
    whole = block_sum(wrong) == 0 && whole;
    if (threadIdx.x == 0) *finite = whole;
}

// What a group's elements are updated with. A group that stays as it is has clip -1.
struct GroupStep { double clip, bias1, bias2; };

// groups [G] from the sums of squares [P] of the whole table. step [3 + G]: learning rate, learning rate of the last layer,
// weight decay, and for each group the number of this step, counted from 1; 0 leaves the group as it is. One block.
extern "C" __global__ void adamw_groups(
        const double *squares, const Segment *table, int segments, const double *step, Rule rule, int count, GroupStep *groups) {
    for (int g = threadIdx.x; g < count; g += blockDim.x) {
        double sum = 0;
        for (int i = 0; i < segments; i++)
            if (table[i].group == g) sum += squares[i];
        GroupStep own;
        own.clip = rule.clip_norm == 0 ? 1 : fmin(1.0, rule.clip_norm / (sqrt(sum) + 1e-6));
        own.bias1 = 1 - pow(rule.beta1, step[3 + g]);
        own.bias2 = 1 - pow(rule.beta2, step[3 + g]);
        if (!(step[3 + g] > 0)) own.clip = -1;
        groups[g] = own;
    }
}

// Updates p, g's moments m and v of segments first .. first + gridDim.y - 1; nothing when *finite is 0. p, g, m, v are vectors
// from element `from` on. Grid (any, segments of the part).
extern "C" __global__ void adamw(float *p, const float *g, float *m, float *v, long long from, const Segment *table, int first,
        const double *step, Rule rule, const GroupStep *groups, const int *finite) {
    if (*finite == 0) return;
    Segment own = table[first + blockIdx.y];
    GroupStep group = groups[own.group];
    if (group.clip < 0) return;
    double lr = step[own.last_layer ? 1 : 0] * own.lr_factor;
    float decay = float(lr * (step[2] * own.decay_factor)), rate = float(lr / group.bias1);
    float beta1 = float(rule.beta1), rest1 = float(1 - rule.beta1), beta2 = float(rule.beta2), rest2 = float(1 - rule.beta2);
    float clip = float(group.clip), unbias = float(1 / group.bias2), epsilon = float(rule.epsilon);
    long long start = own.offset - from;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < own.length; i += gridDim.x * blockDim.x) {
        long long at = start + i;
        float slope = g[at] * clip;
        float first_moment = beta1 * m[at] + rest1 * slope;
        float second_moment = beta2 * v[at] + rest2 * slope * slope;
        float old = p[at];
        p[at] = old - (decay * old + rate * first_moment / (sqrtf(second_moment * unbias) + epsilon));
        m[at] = first_moment;
        v[at] = second_moment;
    }
}

// y = momentum * y + (1 - momentum) * x, unless *finite is 0. Grid of any size.
extern "C" __global__ void follow(float *y, const float *x, double momentum, const int *finite, long long n) {
    if (*finite == 0) return;
    float keep = float(momentum), take = float(1 - momentum);
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) y[i] = keep * y[i] + take * x[i];
}
