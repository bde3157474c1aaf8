// What depends on several studies of a batch at once: the teacher's centre, Sinkhorn-Knopp, KoLeo, and figures that show a
// collapse. Letters: R = rows, D = width, K = prototypes, G = groups. All sums are in float64. Operations that add to a figure
// write a number for each row or column first, which add_to_figure adds in order.
#include "common.cuh"

// figure [1, 1] += factor * sum of values [n]. One block of 256 threads.
extern "C" __global__ void __launch_bounds__(256) add_to_figure(const double *values, int n, double factor, double *figure) {
    double sum = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) sum += values[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) *figure += factor * sum;
}

template <class T>
__device__ __forceinline__ void sum_columns(const T *z, int rows, int cols, double *partial) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= cols) return;
    double sum = 0;
    for (int r = blockIdx.y; r < rows; r += gridDim.y) sum += z[(long long) r * cols + column];
    partial[(long long) blockIdx.y * cols + column] = sum;
}

// partial [gridDim.y, K]: sums over rows of z [R, K]. A thread a column: grid (ceil(K / threads), any), R may be 0.
extern "C" __global__ void column_sums(const float *z, int rows, int cols, double *partial) {
    sum_columns(z, rows, cols, partial);
}
extern "C" __global__ void column_sums_f64(const double *z, int rows, int cols, double *partial) {
    sum_columns(z, rows, cols, partial);
}

// sums [1, K + 1]: the sums over partial [count, K], then the number of rows. Grid ceil((K + 1) / threads).
extern "C" __global__ void finish_column_sums(const double *partial, int count, int rows, int cols, double *sums) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column > cols) return;
    double sum = 0;
    for (int i = 0; i < count && column < cols; i++) sum += partial[(long long) i * cols + column];
    sums[column] = column < cols ? sum : rows;
}

// centre [1, K] = momentum * centre + (1 - momentum) * mean, of sums [1, K + 1]; stays when no row was summed. Grid of any size.
extern "C" __global__ void move_centre(const double *sums, double momentum, float *centre, int cols) {
    double rows = sums[cols];
    if (rows == 0) return;
    for (long long k = thread_of_grid(); k < cols; k += threads_of_grid())
        centre[k] = float(momentum * centre[k] + (1 - momentum) * (sums[k] / rows));
}

// q [R, K] = e^(z / temperature) (arXiv:1306.0895; arXiv:2006.09882, appendix A), n = R K, exponents up to 600. Grid of any size.
extern "C" __global__ void sinkhorn_start(const float *z, const double *temperature, double *q, long long n) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) q[i] = exp(fmin(z[i] / *temperature, 600.0));
}

// Columns of q [R, K] are divided to sum to 1/K, by sums [1, K + 1] over all workers, then rows to sum to 1/(number of all
// rows). A block of 256 threads for each row.
extern "C" __global__ void __launch_bounds__(256) sinkhorn_round(double *q, const double *sums, int cols) {
    double *row = q + (long long) blockIdx.x * cols, sum = 0;
    for (int k = threadIdx.x; k < cols; k += blockDim.x) {
        row[k] /= sums[k] * cols;
        sum += row[k];
    }
    sum = block_sum(sum) * sums[cols];
    for (int k = threadIdx.x; k < cols; k += blockDim.x) row[k] /= sum;
}

// targets [R, K] = q times the number of all rows, sums[K]; n = R K. Grid of any size.
extern "C" __global__ void sinkhorn_targets(const double *q, const double *sums, float *targets, int cols, long long n) {
    for (long long i = thread_of_grid(); i < n; i += threads_of_grid()) targets[i] = float(q[i] * sums[cols]);
}

#define KOLEO_EPSILON 1e-8

// KoLeo (arXiv:1806.03198, section 3) in three kernels, each with a block of 256 threads for each row of x [R, D]. Rows r, r + G,
// r + 2G, ... are a group. First: unit vectors [R, D] and norms [R].
extern "C" __global__ void __launch_bounds__(256) koleo_units(const float *x, int cols, double *units, double *norms) {
    long long at = (long long) blockIdx.x * cols;
    double squares = 0;
    for (int d = threadIdx.x; d < cols; d += blockDim.x) squares += double(x[at + d]) * x[at + d];
    double norm = fmax(sqrt(block_sum(squares)), KOLEO_EPSILON);
    for (int d = threadIdx.x; d < cols; d += blockDim.x) units[at + d] = x[at + d] * (1 / norm);
    if (threadIdx.x == 0) norms[blockIdx.x] = norm;
}

// Second: nearest [R], the row of the group with the largest dot product, the first of equals, the row itself only when all
// products are NaN; distances [R] to it; losses [R].
extern "C" __global__ void __launch_bounds__(256) koleo_nearest(
        const double *units, int rows, int cols, int groups, int *nearest, double *distances, double *losses) {
    __shared__ double best_dots[WARP];
    __shared__ int best_rows[WARP];
    int row = blockIdx.x, warp = threadIdx.x / WARP, lane = threadIdx.x % WARP, warps = blockDim.x / WARP, best = row;
    const double *own = units + (long long) row * cols;
    double best_dot = 0;
    for (int j = row % groups + groups * warp; j < rows; j += groups * warps) {
        double dot = 0;
        for (int d = lane; d < cols; d += WARP) dot += own[d] * units[(long long) j * cols + d];
        dot = warp_sum(dot);
        if (j != row && (best == row ? dot == dot : dot > best_dot)) best_dot = dot, best = j;
    }
    if (lane == 0) best_dots[warp] = best_dot, best_rows[warp] = best;
    __syncthreads();
    best = row;
    for (int w = 0; w < warps; w++) {
        int other = best_rows[w];
        bool nearer = best == row || best_dots[w] > best_dot || (best_dots[w] == best_dot && other < best);
        if (other != row && nearer) best_dot = best_dots[w], best = other;
    }
    double squares = 0;
    for (int d = threadIdx.x; d < cols; d += blockDim.x) {
        double difference = own[d] - units[(long long) best * cols + d] + KOLEO_EPSILON;
        squares += difference * difference;
    }
    double distance = sqrt(block_sum(squares));
    if (threadIdx.x == 0) nearest[row] = best, distances[row] = distance, losses[row] = -log(distance + KOLEO_EPSILON);
}

// The factor on unit - nearest unit in the gradient of one row's loss.
__device__ __forceinline__ double koleo_factor(double weight, int members, double distance) {
    return -weight / (members * (distance + KOLEO_EPSILON) * fmax(distance, 2.2250738585072014e-308));
}

// Third: dx [R, D], the gradient of weight times the sum of the groups' mean losses. Dynamic shared memory: 8 D bytes.
extern "C" __global__ void __launch_bounds__(256) koleo_gradient(const double *units, const double *norms, const int *nearest,
        const double *distances, int rows, int cols, int groups, double weight, float *dx) {
    DYNAMIC_SHARED(memory);
    double *slopes = reinterpret_cast<double *>(memory);
    int row = blockIdx.x, members = rows / groups;
    const double *own = units + (long long) row * cols;
    double along = 0;
    for (int d = threadIdx.x; d < cols; d += blockDim.x) {
        double slope = 0;
        for (int j = row % groups; j < rows; j += groups) {
            bool is_own = j == row;
            if (!is_own && nearest[j] != row) continue;
            double difference = units[(long long) j * cols + d] - units[(long long) nearest[j] * cols + d] + KOLEO_EPSILON;
            double step = koleo_factor(weight, members, distances[j]) * difference;
            if (is_own) slope += step;
            if (nearest[j] == row) slope -= step;
        }
        slopes[d] = slope;
        along += slope * own[d];
    }
    along = block_sum(along);
    for (int d = threadIdx.x; d < cols; d += blockDim.x) dx[(long long) row * cols + d] = float((slopes[d] - own[d] * along) / norms[row]);
}

// entropies [R] of the rows of p [R, K], nats. A block of 256 threads for each row.
extern "C" __global__ void __launch_bounds__(256) row_entropies(const float *p, int cols, double *entropies) {
    double sum = 0;
    for (int k = threadIdx.x; k < cols; k += blockDim.x) {
        double share = p[(long long) blockIdx.x * cols + k];
        if (share > 0) sum -= share * log(share);
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) entropies[blockIdx.x] = sum;
}

// squares [D]: sums of squared deviations from the mean over the rows of x [R, D]. A thread a column: grid ceil(D / threads).
extern "C" __global__ void column_deviations(const float *x, int rows, int cols, double *squares) {
    int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= cols) return;
    double mean = 0, sum = 0;
    for (int r = 0; r < rows; r++) mean += x[(long long) r * cols + column];
    mean /= rows;
    for (int r = 0; r < rows; r++) {
        double deviation = x[(long long) r * cols + column] - mean;
        sum += deviation * deviation;
    }
    squares[column] = sum;
}

// hits [R]: 1 where the largest of z [R, K], the first of equals, is the label [R, 1] and the weight [R, 1] is not 0. A thread a
// row: grid ceil(R / threads).
extern "C" __global__ void correct_rows(const float *z, const int *label, const double *weight, int rows, int cols, double *hits) {
    int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= rows) return;
    const float *own = z + (long long) row * cols;
    int best = 0;
    for (int k = 1; k < cols; k++)
        if (own[k] > own[best]) best = k;
    hits[row] = weight[row] != 0 && best == label[row] ? 1 : 0;
}
