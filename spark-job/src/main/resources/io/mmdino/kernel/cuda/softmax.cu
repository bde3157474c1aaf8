// The teacher's targets and the student's loss on them (arXiv:2104.14294, section 3.1). Letters: R = rows, K = prototypes, T =
// rows of targets. A block of 256 threads has a row: grid R. Sums over a row are in float64.
#include "common.cuh"

#define LOWEST -3.4028235e38f  // a float32 below all others

__device__ __forceinline__ float block_max(float x) {
    __shared__ float largest[WARP];
    x = warp_max(x);
    __syncthreads();
    if (threadIdx.x % WARP == 0) largest[threadIdx.x / WARP] = x;
    __syncthreads();
    for (int i = 0; i < int(blockDim.x / WARP); i++) x = fmaxf(x, largest[i]);
    return x;
}

// out [R, K] = softmax((z - centre) / temperature): centre [1, K], temperature [1, 1].
extern "C" __global__ void __launch_bounds__(256) centred_softmax(
        const float *z, const float *centre, const double *temperature, float *out, int cols) {
    long long at = (long long) blockIdx.x * cols;
    float sharpness = float(1 / *temperature), top = LOWEST;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) top = fmaxf(top, z[at + j] - centre[j]);
    top = block_max(top);
    double sum = 0;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) {
        float share = expf((z[at + j] - centre[j] - top) * sharpness);
        sum += share;
        out[at + j] = share;
    }
    float factor = float(1 / block_sum(sum));
    for (int j = threadIdx.x; j < cols; j += blockDim.x) out[at + j] *= factor;
}

// losses [R]: -weight * sum over k of t[k] * logSoftmax(z / temperature)[k], t = targets[target_row], whose sum need not be 1; 0
// where the weight [R, 1] is 0. The gradient is added to dz [R, K]. target_row [R, 1] are rows of targets [T, K].
extern "C" __global__ void __launch_bounds__(256) cross_entropy(const float *z, const float *targets, const int *target_row,
        const double *weight, double temperature, float *dz, double *losses, int cols) {
    int row = blockIdx.x;
    double own_weight = weight[row];
    if (own_weight == 0) {
        if (threadIdx.x == 0) losses[row] = 0;
        return;
    }
    const float *logits = z + (long long) row * cols, *target = targets + (long long) target_row[row] * cols;
    float sharpness = float(1 / temperature), top = LOWEST;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) top = fmaxf(top, logits[j]);
    top = block_max(top);
    double sum = 0, mass = 0, chosen = 0;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) {
        sum += expf((logits[j] - top) * sharpness);
        mass += target[j];
        chosen += double(target[j]) * (double(logits[j]) - top);
    }
    sum = block_sum(sum), mass = block_sum(mass), chosen = block_sum(chosen) / temperature;
    if (threadIdx.x == 0) losses[row] = own_weight * (mass * log(sum) - chosen);
    float factor = float(own_weight / temperature), share = float(mass / sum);
    for (int j = threadIdx.x; j < cols; j += blockDim.x)
        dz[(long long) row * cols + j] += factor * (share * expf((logits[j] - top) * sharpness) - target[j]);
}
